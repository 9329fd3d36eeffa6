package io.github.ipctck.spec;

/** How binding a clause is, after RFC 2119. */
public enum Level {
    /** What documentation promises. A violation makes an implementation not conform. */
    MUST,
    /** What every examined implementation does without its documentation promising it. Reported, never fails a run. */
    SHOULD
}
