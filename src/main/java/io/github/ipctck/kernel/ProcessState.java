package io.github.ipctck.kernel;

/** The state of a process as {@code /proc/PID/stat} tells it (proc(5)). */
public enum ProcessState {
    RUNNING('R'),
    SLEEPING('S'),
    DISK_SLEEP('D'),
    STOPPED('T'),
    TRACED('t'),
    ZOMBIE('Z'),
    IDLE('I'),
    /** It isn't there any more. */
    GONE('X');

    private final char letter;

    ProcessState(char letter) {
        this.letter = letter;
    }

    static ProcessState of(char letter) {
        for (ProcessState state : values()) {
            if (state.letter == letter) {
                return state;
            }
        }
        return GONE;
    }

    /** The letter that ps shows. */
    public char letter() {
        return letter;
    }

    /** Whether the process can't do anything any more. */
    public boolean isDead() {
        return this == ZOMBIE || this == GONE;
    }

    @Override
    public String toString() {
        return this == GONE
                ? "gone"
                : letter + " (" + name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ")";
    }
}
