package org.concretescore.examples.command;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;

/**
 * Handles SIGINT, which Ctrl-C sends, and SIGTERM. The first signal interrupts the thread that runs the command, which
 * then stops and writes the results that it has. A second signal ends the process at once. After a minute, the process
 * ends in any case.
 */
public final class Signals {
    private static final int INTERRUPT = 2;
    private static final int TERMINATE = 15;
    /** Shells give this plus the number of the signal as the status of a process that a signal ended. */
    private static final int BY_SIGNAL = 128;
    /** The time in which a command may write the results that it has, in ms. */
    private static final long GRACE = 60_000;
    /** The thread is interrupted again after this time, in ms, because a library may have cleared its interruption. */
    private static final long AGAIN = 200;

    private final Thread thread;
    private final PrintWriter err;
    private volatile int received;

    private Signals(Thread thread, PrintWriter err) {
        this.thread = thread;
        this.err = err;
    }

    /**
     * Makes signals interrupt a thread.
     *
     * @param thread the thread that runs the command
     * @param err receives a line when the command is stopping
     * @return an object that knows the status of the process
     */
    public static Signals interrupting(Thread thread, PrintWriter err) {
        Signals signals = new Signals(thread, err);
        signals.handle("INT", INTERRUPT);
        signals.handle("TERM", TERMINATE);
        return signals;
    }

    /**
     * Returns the status with which the process ends.
     *
     * @param status the status of the command
     * @return the same status, but 128 plus the number of the signal if a signal has stopped the command
     */
    public int status(int status) {
        return status == Commands.STOPPED && received != 0 ? BY_SIGNAL + received : status;
    }

    /** Uses reflection, because the class is not part of Java's API, although all current virtual machines have it. */
    private void handle(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object mine = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            received(number);
                            return null;
                        }
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> number;
                            default -> "the command line's handler of SIG" + name;
                        };
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), mine);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Without a handler, the first signal ends the process at once, as it does for any program.
            return;
        }
    }

    /** Runs on a thread of the virtual machine. */
    private synchronized void received(int number) {
        if (received != 0) {
            Runtime.getRuntime().halt(BY_SIGNAL + number);
        }
        received = number;
        err.println("concrete: stopping" + (number == INTERRUPT ? "; a second Ctrl-C ends at once" : ""));
        Thread watch = new Thread(this::watch, "concrete-signals");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        long end = System.nanoTime() + GRACE * 1_000_000;
        while (System.nanoTime() < end) {
            thread.interrupt();
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                break;
            }
        }
        err.println("concrete: the command did not stop within a minute, and was ended");
        Runtime.getRuntime().halt(BY_SIGNAL + received);
    }
}
