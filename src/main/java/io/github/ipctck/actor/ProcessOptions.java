package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.List;

/**
 * What a process object is made with, beside its target; null if it isn't passed.
 *
 * @param name its name
 * @param daemon whether it is a daemon
 * @param positional the positional arguments of its target, a list
 * @param keywords the keyword arguments of its target, a dictionary
 */
public record ProcessOptions(String name, Boolean daemon, Value positional, Value keywords) {
    static final ProcessOptions NONE = new ProcessOptions(null, null, null, null);

    /** Named so. */
    public static ProcessOptions named(String name) {
        return new ProcessOptions(name, null, null, null);
    }

    /** A daemon, or expressly none. */
    public static ProcessOptions daemon(boolean daemon) {
        return new ProcessOptions(null, daemon, null, null);
    }

    /** With these positional arguments. */
    public static ProcessOptions arguments(List<Value> positional) {
        return new ProcessOptions(null, null, Value.list(positional), null);
    }

    /** With these keyword arguments, a dictionary. */
    public static ProcessOptions keywords(Value keywords) {
        return new ProcessOptions(null, null, null, keywords);
    }
}
