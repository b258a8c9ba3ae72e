package org.concretescore.examples.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
final class Dl4jScoreNetworkTest {
    /** Of pictures at random the classifier is sure of about 20 in 100. */
    @Test
    void whatIsDrawnIsOfTheKindsThatWereLearnt() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Dl4jScoreNetwork.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        Matcher sure = Pattern.compile("The classifier is sure of (\\d+) of 100 drawn pictures\\.")
                .matcher(text);
        assertTrue(sure.find(), text);
        assertTrue(Integer.parseInt(sure.group(1)) >= 85, text);
    }
}
