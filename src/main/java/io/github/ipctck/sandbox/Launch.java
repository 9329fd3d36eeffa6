package io.github.ipctck.sandbox;

import java.nio.file.Path;
import java.util.Map;

/**
 * What to start.
 *
 * @param socketDirectory the directory on this machine with the control socket {@value #SOCKET_NAME} in it
 * @param environment variables of the agent besides the manifest's
 */
public record Launch(Path socketDirectory, Map<String, String> environment) {
    /** The control socket's name in its directory. */
    public static final String SOCKET_NAME = "control";

    /** Where cells with a file system of their own show the socket's directory. */
    public static final String INSIDE = "/run/ipc-tck";

    /** The variable that names the socket. */
    public static final String SOCKET_VARIABLE = "IPC_TCK_SOCKET";
}
