/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.iterable.ProjectIdentity.MessageType;
import io.millrace.iterable.ProjectIdentity.Relation;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProjectIdentityTest {

    private static final String US = "https://api.iterable.com";
    private static final String EU = "https://api.eu.iterable.com";
    private static final Set<MessageType> OURS =
            Set.of(new MessageType(2001, 1_500), new MessageType(2002, 1_600));
    private static final Set<MessageType> THEIRS = Set.of(new MessageType(2001, 1_700));

    @Test
    void whatIterableTellsDecidesWhateverTheKeyAndTheAddress() {
        ProjectIdentity before = new ProjectIdentity(US, "old-key", OURS, Set.of(1L));

        assertThat(before.to(new ProjectIdentity(US, "new-key", OURS, Set.of(1L))))
                .isEqualTo(Relation.SAME);
        assertThat(before.to(new ProjectIdentity("https://proxy", "old", OURS, Set.of(1L))))
                .isEqualTo(Relation.SAME);
        assertThat(before.to(new ProjectIdentity(US, "old-key", THEIRS, Set.of(1L))))
                .isEqualTo(Relation.OTHER);
        assertThat(before.to(new ProjectIdentity(EU, "eu-key", THEIRS, Set.of(1L))))
                .isEqualTo(Relation.OTHER);
    }

    @Test
    void messageTypesThatCameOrWentSinceDoNotMakeItAnotherProject() {
        Set<MessageType> later = Set.of(new MessageType(2002, 1_600), new MessageType(2009, 1_900));

        assertThat(told(US, "k", OURS).to(told(US, "k", later))).isEqualTo(Relation.SAME);
    }

    @Test
    void channelsDecideAtOneAddressWhereThereAreNoMessageTypes() {
        ProjectIdentity before = new ProjectIdentity(US, "old", Set.of(), Set.of(1L, 2L));

        assertThat(before.to(new ProjectIdentity(US, "new", OURS, Set.of(2L, 3L))))
                .isEqualTo(Relation.SAME);
        assertThat(before.to(new ProjectIdentity(US, "old", OURS, Set.of(3L))))
                .isEqualTo(Relation.OTHER);
        assertThat(before.to(new ProjectIdentity(EU, "old", OURS, Set.of(1L))))
                .isEqualTo(Relation.OTHER);
    }

    @Test
    void addressAndKeyDecideWhereIterableTellsNothing() {
        ProjectIdentity before = told(US, "key", Set.of());

        assertThat(before.isKnown()).isFalse();
        assertThat(before.to(told(US, "key", OURS))).isEqualTo(Relation.SAME);
        assertThat(before.to(told(US, "another", OURS))).isEqualTo(Relation.UNCERTAIN);
        assertThat(before.to(told(EU, "key", OURS))).isEqualTo(Relation.OTHER);
    }

    @Test
    void whatWasToldEarlierStandsWhereNothingIsToldNow() {
        ProjectIdentity earlier = new ProjectIdentity(US, "key", OURS, Set.of(1L));

        assertThat(told(US, "key", Set.of()).completedBy(earlier)).isEqualTo(earlier);
        assertThat(told(US, "new", THEIRS).completedBy(earlier))
                .isEqualTo(new ProjectIdentity(US, "new", THEIRS, Set.of(1L)));
    }

    @Test
    void itsTextMakesItAgain() {
        ProjectIdentity whole = new ProjectIdentity(US, "4be1", OURS, Set.of(7L, 5L));
        ProjectIdentity bare = told(US, "4be1", Set.of());

        assertThat(whole.text()).isEqualTo(US + " 4be1 2001@1500,2002@1600 5,7");
        assertThat(ProjectIdentity.parse(whole.text())).isEqualTo(whole);
        assertThat(ProjectIdentity.parse(bare.text())).isEqualTo(bare);
        assertThatThrownBy(() -> ProjectIdentity.parse("https://api.iterable.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ProjectIdentity told(String baseUrl, String access, Set<MessageType> types) {
        return new ProjectIdentity(baseUrl, access, types, Set.of());
    }
}
