package org.concretescore.nn.plan;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the native build of ND4J before ND4J loads: the build with oneDNN, if it is on the class path and the
 * processor can run it. If the property {@code org.bytedeco.javacpp.platform.extension} is set, to any value, the
 * choice is already made. A backend other than {@code nd4j-native} is not affected.
 *
 * <p>Everything in this library that uses ND4J calls {@link #select} first. A program that uses ND4J itself before
 * it uses this library should do the same.
 */
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    /** Arrays of fewer bytes are allocated without asking the system for its free memory. */
    private static final long LARGE = 1L << 28;

    private static boolean selected;
    private static String description;

    /** The number of native threads is an attribute of the calling thread, so it is set once in each thread. */
    private static final ThreadLocal<Boolean> ONE_NATIVE_THREAD = ThreadLocal.withInitial(() -> {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        OpenBlas.useOneThread();
        return true;
    });

    private Backend() {}

    /** Chooses the build, loads ND4J and logs one line about the build that runs. Only the first call does anything. */
    public static synchronized void select() {
        if (selected) {
            return;
        }
        selected = true;
        String chosen = System.getProperty(EXTENSION);
        String why = "chosen by " + EXTENSION;
        if (chosen == null) {
            chosen = bestExtension();
            why = "chosen for this processor";
            if (!chosen.isEmpty()) {
                System.setProperty(EXTENSION, chosen);
            }
        }
        description = Nd4j.getBackend().getClass().getSimpleName() + ", build '"
                + (chosen.isEmpty() ? "default" : chosen) + "'";
        LOG.info("ND4J backend {} ({})", description, why);
    }

    /**
     * Returns the backend that computes. Another backend, or another build of it, may round differently.
     *
     * @return for instance {@code CpuBackend, build '-onednn-avx2', amd64}
     */
    public static synchronized String describe() {
        select();
        return description + ", " + System.getProperty("os.arch");
    }

    /**
     * Makes each native op that the calling thread runs from now on stay on that thread. Plans call this on every run.
     * Several plans then share the processor without competing for it, and sums do not depend on the number of threads.
     */
    public static void useOneThread() {
        select();
        ONE_NATIVE_THREAD.get();
    }

    /**
     * Returns an array of zeros in native memory.
     *
     * @param type the type of its numbers
     * @param shape its shape
     * @return the array
     * @throws OutOfMemoryError if the system does not have enough memory left; ND4J would end the process instead
     */
    public static INDArray zeros(DataType type, long... shape) {
        requireRoom(type, shape);
        return Nd4j.zeros(type, shape);
    }

    /** Checks that there is room, without an allocation. */
    static void requireRoom(DataType type, long... shape) {
        select();
        long bytes = Arrays.stream(shape).reduce(type.width(), (a, b) -> a * b);
        if (bytes >= LARGE) {
            long free = Pointer.availablePhysicalBytes();
            if (bytes > free) {
                throw new OutOfMemoryError("an array of shape " + Arrays.toString(shape) + " takes " + (bytes >> 20)
                        + " MiB of native memory, but only " + (free >> 20) + " MiB are left");
            }
        }
    }

    /**
     * Returns whether native memory belongs to the processor, so that it can be read and written in place.
     *
     * @return false on CUDA
     */
    static boolean isCpu() {
        select();
        return "CPU".equals(Nd4j.getExecutioner().getEnvironmentInformation().get("backend"));
    }

    private static String bestExtension() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        if (!arch.equals("amd64") && !arch.equals("x86_64")) {
            return "";
        }
        boolean mac = os.contains("mac");
        String platform = mac ? "macosx-x86_64" : os.contains("win") ? "windows-x86_64" : "linux-x86_64";
        String extension = mac ? "-onednn" : "-onednn-avx2";
        String folder = "org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/";
        boolean there = Backend.class.getClassLoader().getResource(folder + library(mac, os)) != null;
        return there && (mac || hasAvx2()) ? extension : "";
    }

    private static String library(boolean mac, String os) {
        return mac ? "libjnind4jcpu.dylib" : os.contains("win") ? "jnind4jcpu.dll" : "libjnind4jcpu.so";
    }

    /** Asks HotSpot, whose flag UseAVX is the level that it found. Other virtual machines get the default build. */
    private static boolean hasAvx2() {
        try {
            HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotspot != null
                    && Integer.parseInt(hotspot.getVMOption("UseAVX").getValue()) >= 2;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
