package io.github.ipctck.sandbox;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

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

    /**
     * All variables of the agent: the same few in every sandbox.
     *
     * @param manifest those of the manifest
     * @param socket the control socket's path as the agent sees it
     * @param scratch the directory that the agent may write to
     */
    public Map<String, String> variables(Map<String, String> manifest, String socket, String scratch) {
        Map<String, String> variables = new TreeMap<>(
                Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", scratch, "TMPDIR", scratch, "LANG", "C.UTF-8"));
        variables.putAll(manifest);
        variables.putAll(environment);
        variables.put(SOCKET_VARIABLE, socket);
        return variables;
    }
}
