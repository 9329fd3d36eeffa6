

# A bracket is missing.

print("hello"
