#include "ipc.h"

const char ipc_name[] = "posix-c";
const char ipc_version[] = "1.0.0";
