package io.github.ipctck.kernel;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The one way to wait for what the kernel, or anything else that must be asked, will say. */
public final class Patience {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private Patience() {}

    /**
     * Asks every millisecond, in the caller's thread, until the answer is yes.
     *
     * @return whether it was within that time
     */
    public static boolean until(BooleanSupplier condition, Duration within) {
        if (condition.getAsBoolean()) { // mostly it is so at once, and Awaitility takes longer to set up than to ask
            return true;
        }
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .atMost(within)
                    .until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
