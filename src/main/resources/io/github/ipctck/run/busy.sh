# Keeps processors busy beside a soak.
#
#   sh -c "$(cat busy.sh)" ipc-tck-busy COUNT
#
# Standard input is a pipe that only the harness holds the other end of: at its end, however that came, all is over.
trap '' INT TERM HUP

# Looks for its parent now and then, which somebody may have killed.
burn() {
  while kill -0 $$; do
    turn=0
    while [ "$turn" -lt 20000 ]; do
      turn=$((turn + 1))
    done
  done
}

count=0 pids=
while [ "$count" -lt "$1" ]; do
  burn </dev/null &
  pids="$pids $!"
  count=$((count + 1))
done
read -r _
# shellcheck disable=SC2086 # pids are words
[ -z "$pids" ] || kill -KILL $pids
wait
