package org.concretescore.examples.command;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;

/**
 * What SIGINT, which Ctrl-C sends, and SIGTERM do to a command: the first one interrupts the thread that runs it, which then
 * stops and writes what there is; the second one ends the process at once, and so does a minute.
 */
public final class Signals {
    private static final int INTERRUPT = 2;
    private static final int TERMINATE = 15;
    /** What a shell says of a process that a signal has ended: this and the signal's number. */
    private static final int BY_SIGNAL = 128;
    /** For as long as this a command may write what there is, in ms. */
    private static final long GRACE = 60_000;
    /** So often the thread is interrupted again, in ms: a library may have taken the flag away. */
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
     * @param thread runs the command
     * @param err where to say that the command is stopping
     * @return to be asked for the process' status
     */
    public static Signals interrupting(Thread thread, PrintWriter err) {
        Signals signals = new Signals(thread, err);
        signals.handle("INT", INTERRUPT);
        signals.handle("TERM", TERMINATE);
        return signals;
    }

    /**
     * The status that the process ends with.
     *
     * @param status that of the command
     * @return the same, but of one that a signal has stopped 128 and the signal's number
     */
    public int status(int status) {
        return status == Commands.STOPPED && received != 0 ? BY_SIGNAL + received : status;
    }

    /** By reflection: the class is no part of Java's interface, though every Java machine of today has it. */
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
            // The process then ends at once at the first signal, as any other.
            return;
        }
    }

    /** On a thread of the machine's. */
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
