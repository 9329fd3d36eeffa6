package io.github.ipctck.sandbox.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;

/** What the engine says when it refuses, fit to be read: one line, without the layers that it is wrapped in. */
final class Messages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {}

    static String oneLine(Throwable problem) {
        Throwable deepest = problem;
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            deepest = cause;
            if (cause instanceof DockerException) {
                break;
            }
        }
        String text = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return unwrapped(text.replaceFirst("^Status [0-9]+: ", "").strip());
    }

    private static String unwrapped(String text) {
        String message = text;
        if (text.startsWith("{")) {
            try {
                message = JSON.readTree(text).path("message").asText(text);
            } catch (JsonProcessingException e) {
                // Not what it looked like.
            }
        }
        return message.replaceAll("\\s+", " ")
                .replaceFirst("^.*OCI runtime create failed: ", "")
                .replaceFirst("^runc create failed: ", "")
                .replaceFirst("^.*container process caused: ", "")
                .replaceFirst(": unknown$", "")
                .strip();
    }
}
