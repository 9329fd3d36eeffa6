

# There is no second line.

os._exit(0)
