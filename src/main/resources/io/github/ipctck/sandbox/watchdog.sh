# The second dead man's switch of a run: cleans up when the harness is gone, however it died.
#
#   sh -c "$(cat watchdog.sh)" ipc-tck-watchdog LABEL DIRECTORY [ENGINE]
#
# LABEL      what the run's containers carry, as name=value
# DIRECTORY  the run's scratch directory
# ENGINE     the Docker engine's Unix socket, if the run uses one
#
# Standard input is a pipe that only the harness holds the other end of. A line 'bye' before its end says that the
# harness cleans its directory itself.
trap '' INT TERM HUP
label=$1 directory=$2 engine=${3:-}

containers() {
  if command -v docker >/dev/null; then
    timeout 2 docker --host "unix://$engine" ps --all --quiet --no-trunc --filter "label=$label"
  else
    curl -s --max-time 2 --unix-socket "$engine" --get http://engine/containers/json \
      --data all=true --data-urlencode "filters={\"label\":[\"$label\"]}" |
      grep -o '"Id":"[0-9a-f]*"' | cut -d '"' -f 4
  fi
}

# All at the same time: one that ends slowly must not keep the others alive.
remove() {
  for id in "$@"; do
    if command -v docker >/dev/null; then
      timeout 10 docker --host "unix://$engine" rm --force --volumes "$id" &
    else
      curl -s --max-time 10 --unix-socket "$engine" -X DELETE "http://engine/containers/$id?force=true&v=true" &
    fi
  done
  wait
}

farewell=
read -r farewell
looks=1
# The engine may still be making a container that the harness asked for in its last moment.
[ "$farewell" = bye ] || looks=4
while [ -n "$engine" ] && [ "$looks" -gt 0 ]; do
  # shellcheck disable=SC2046 # ids are words
  remove $(containers)
  looks=$((looks - 1))
  [ "$looks" -eq 0 ] || sleep 0.7
done
[ "$farewell" = bye ] || rm -rf -- "$directory"
