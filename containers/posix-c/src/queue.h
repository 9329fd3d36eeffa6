/* What pools need to know of queues. */
#ifndef QUEUE_H
#define QUEUE_H

#include "ipc.h"

/* Keeps every process out of the queue's memory, or lets them in again: while they are killed, say. */
void queue_bar(ipc_queue *queue);
void queue_unbar(ipc_queue *queue);

#endif
