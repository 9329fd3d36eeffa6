package io.github.ipctck.sandbox;

/**
 * Whether something that a sandbox needs is there.
 *
 * @param available whether it is
 * @param detail what was found, or what is missing and why
 * @param remedy the one command that mends it; empty if nothing is to be done or can be
 */
public record Availability(boolean available, String detail, String remedy) {
    public static Availability yes(String detail) {
        return new Availability(true, detail, "");
    }

    public static Availability no(String detail, String remedy) {
        return new Availability(false, detail, remedy);
    }
}
