/* What connections need to know of pipes. */
#ifndef PIPE_H
#define PIPE_H

#include "shared.h"

/* The end that a connected socket makes. It owns the socket; an error closes it. */
ipc_end *end_of(int socket, bool readable, bool writable);

#endif
