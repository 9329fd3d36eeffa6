/*
 * The C agent of ipc-tck: lets the harness drive an implementation of ipc.h, step by step.
 *
 *     IPC_TCK_SOCKET=... agent
 *
 * It speaks version 2 of the agent protocol (spec/protocol.md). It holds no opinion on what is right: it performs
 * what it is asked to, with the implementation that it is linked with, and says what came of it.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The nursery */

static int child_signals = -1;
static sigset_t signals_of_actors;

static json_t *actor_new(json_t *params) {
    const char *token = text(params, "token");
    pid_t pid;
    PERFORM(pid, fork());
    if (pid == 0) {
        close(child_signals);
        sigprocmask(SIG_SETMASK, &signals_of_actors, NULL);
        exit(play_to_the_end(token, NULL) < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    if (pid < 0) {
        refuse(errno);
    }
    return json_integer(pid);
}

static const struct operation NURSERY_OPERATIONS[] = {{"actor.new", "token", actor_new}, {0}};
static const struct operation *const NURSERY_TABLES[] = {NURSERY_OPERATIONS, NULL};

static void reap(void) {
    struct signalfd_siginfo information;
    while (read(child_signals, &information, sizeof information) > 0) {
    }
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

static _Noreturn void serve_nursery(void) {
    struct pollfd polled[] = {{control_descriptor(), POLLIN, 0}, {child_signals, POLLIN, 0}};
    for (;;) {
        if (!has_line()) {
            poll(polled, 2, -1);
        }
        reap();
        if (has_line() || polled[0].revents) {
            answer(receive_request(), NURSERY_TABLES);
        }
    }
}

/* What C has, and what the implementation has by the functions that it defines. */
static json_t *capabilities(void) {
    const struct {
        const char *name;
        bool has;
    } all[] = {
        {"fork", true},
        {"direct-children", true},
        {"exit-handlers", true},
        {"buffered-output", true},
        {"process-limit", true},
        {"bytes", true},
        {"text", true},
        {"floats", true},
        {"nested-values", true},
        {"in-place-values", true},
        {"characters", true},
        {"exceptions", true},
        {"bounded-receive", ipc_pipe_receive_at_most},
        {"send-handles", ipc_pipe_send_end && ipc_pipe_receive_end},
        {"callbacks", ipc_pool_apply_async},
        {"max-tasks", ipc_pool_new_with},
        {"initializers", ipc_pool_new_with},
        {"daemons", ipc_process_set_daemon && ipc_process_daemon},
        {"sentinels", ipc_process_sentinel},
        {"process-names", ipc_process_name && ipc_process_set_name},
        {"kill", ipc_process_kill},
        {"parent-process", ipc_process_parent},
        {"shared-locks", ipc_value_new_with && ipc_array_new_with},
        {"authentication", ipc_connect && ipc_listener_new},
    };
    json_t *names = json_array();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].has && !(ipc_lacks && has_word(ipc_lacks, all[i].name))) {
            json_array_append_new(names, json_string(all[i].name));
        }
    }
    return names;
}

/* Standard input is empty, and nothing else was inherited: descriptors are counted by the harness. */
static void prepare_descriptors(void) {
    close_range(3, ~0U, 0);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    if (null > 2) {
        close(null);
    }
}

int main(void) {
    if (!getenv("IPC_TCK_SOCKET")) {
        fputs("agent: IPC_TCK_SOCKET is not set: this program is started by ipc-tck\n", stderr);
        return 2;
    }
    prepare_descriptors();
    json_object_seed(0); /* reads random bytes from a file; done here, no actor has to */
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &signals_of_actors);
    child_signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    pthread_atfork(NULL, NULL, close_control);
    json_t *implementation = json_pack(
        "{s:s, s:s, s:s, s:s}", "name", ipc_name ? ipc_name : "ipc.h", "version", ipc_version ? ipc_version : "unknown",
        "language", "C", "runtime", "gcc " __VERSION__);
    connect_as("nursery", json_pack("{s:o, s:o}", "implementation", implementation, "capabilities", capabilities()));
    serve_nursery();
}
