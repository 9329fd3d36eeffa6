#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the autograder.
set -euo pipefail

apt-get update
apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven git ca-certificates python3 \
  gcc libc6-dev libjansson-dev libmd-dev make zlib1g-dev
git clone --depth 1 "${IPC_TCK_REPOSITORY:-https://github.com/ipctck/ipc-tck}" /autograder/ipc-tck
# Builds it now, so that no submission waits for that.
/autograder/ipc-tck/ipc-tck --version
