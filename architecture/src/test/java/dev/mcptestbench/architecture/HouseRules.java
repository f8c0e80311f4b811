package dev.mcptestbench.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, for the packages under one base package: the real one, or the one of a tree that breaks them.
 *
 * <p>A package that has no classes yet breaks no rule.
 */
final class HouseRules {

    /** Nimbus, by its own name in classes and by the one that it has in our jars. */
    private static final String NIMBUS = "..com.nimbusds..";

    private final String base;
    private final String[] core;
    private final String client;
    private final String server;
    private final String auth;
    private final String junit;

    HouseRules(String base) {
        this.base = base;
        this.core = new String[] {
            base, under("protocol"), under("time"), under("journal"), under("script"), under("wire"), under("plugin")
        };
        this.client = under("client");
        this.server = under("server");
        this.auth = under("auth");
        this.junit = under("junit");
    }

    /** Every rule of the house, in the order in which a reader should learn them. */
    List<ArchRule> all() {
        List<ArchRule> rules = new ArrayList<>();
        rules.addAll(arrows(List.of(
                under("protocol"),
                under("time"),
                under("journal"),
                under("script"),
                under("wire"),
                under("plugin"),
                base)));
        rules.addAll(arrows(List.of(
                under("client.session"),
                under("client.auth"),
                under("client.transport"),
                under("client.resilience"),
                under("client.notification"),
                base + ".client")));
        rules.addAll(arrows(List.of(under("server.engine"), under("server.carrier"), base + ".server")));
        rules.addAll(arrows(List.of(under("auth.endpoint"), under("auth.resource"), base + ".auth")));
        rules.add(neverUses(
                List.of(under("server.engine"), under("server.carrier")),
                List.of(under("server.proxy"), under("server.cluster"))));
        rules.add(neverUses(List.of(under("server.proxy")), List.of(under("server.cluster"))));
        rules.add(neverUses(List.of(under("server.cluster")), List.of(under("server.proxy"))));
        rules.add(neverUses(List.of(core), List.of(client, server, auth, junit)));
        rules.add(neverUses(List.of(client), List.of(server, auth, junit)));
        rules.add(neverUses(List.of(server), List.of(client, auth, junit)));
        rules.add(neverUses(List.of(auth), List.of(client, server, junit)));
        rules.add(neverUses(List.of(junit), List.of(client, server, auth)));
        rules.add(noCycles());
        rules.add(publicTypesAreAnnotated());
        rules.add(packagesAreNullMarked());
        rules.add(noStandardStreams());
        rules.add(noSleep());
        rules.add(neverUses(List.of(core), List.of("io.modelcontextprotocol..")));
        rules.add(neverUses(List.of(server, auth), List.of("io.modelcontextprotocol..")));
        rules.add(onlyIn("io.modelcontextprotocol..", under("client.transport"), base + ".client"));
        rules.add(onlyIn("io.netty..", under("wire"), under("client.transport")));
        rules.add(onlyIn("org.snakeyaml..", under("script")));
        rules.add(onlyIn("com.fasterxml.jackson..", under("protocol"), under("script")));
        rules.add(onlyIn(NIMBUS, under("client.auth"), auth));
        rules.add(neverShown(NIMBUS));
        rules.add(onlyIn("io.github.resilience4j..", under("client.resilience")));
        rules.add(onlyIn("org.junit..", junit));
        rules.add(onlyIn("com.github.tomakehurst.wiremock..", under("wiremock")));
        rules.add(onlyIn("org.testcontainers..", under("testcontainers")));
        rules.add(onlyIn("picocli..", under("standalone")));
        return List.copyOf(rules);
    }

    private String under(String name) {
        return base + "." + name + "..";
    }

    /** One rule for each package but the last: it uses none of those that stand to its right. */
    private static List<ArchRule> arrows(List<String> leftToRight) {
        List<ArchRule> rules = new ArrayList<>();
        for (int i = 0; i < leftToRight.size() - 1; i++) {
            rules.add(neverUses(List.of(leftToRight.get(i)), leftToRight.subList(i + 1, leftToRight.size())));
        }
        return rules;
    }

    private static ArchRule neverUses(List<String> users, List<String> used) {
        return noClasses()
                .that()
                .resideInAnyPackage(users.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(used.toArray(String[]::new))
                .as(String.join(", ", users) + " never uses " + String.join(", ", used))
                .allowEmptyShould(true);
    }

    private ArchRule onlyIn(String library, String... packages) {
        return noClasses()
                .that(resideInAPackage(base + "..").and(not(resideInAnyPackage(packages))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .as(library + " only in " + String.join(", ", packages))
                .allowEmptyShould(true);
    }

    private ArchRule noCycles() {
        SliceAssignment onePerPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return resideInAPackage(base + "..").test(type)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + base;
            }
        };
        return slices().assignedFrom(onePerPackage)
                .namingSlices("package $1")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private static ArchRule publicTypesAreAnnotated() {
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .should()
                .beAnnotatedWith(API.class)
                .as("every public type says by @API how stable it is")
                .allowEmptyShould(true);
    }

    private ArchRule packagesAreNullMarked() {
        ClassesTransformer<JavaPackage> packages = new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses types) {
                Set<JavaPackage> found = new LinkedHashSet<>();
                types.forEach(type -> found.add(type.getPackage()));
                return found;
            }
        };
        ArchCondition<JavaPackage> nullMarked = new ArchCondition<>("be @NullMarked") {
            @Override
            public void check(JavaPackage item, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        item,
                        item.isAnnotatedWith(NullMarked.class),
                        "Package " + item.getName() + " needs a package-info.java with @NullMarked"));
            }
        };
        return ArchRuleDefinition.all(packages)
                .should(nullMarked)
                .as("every package is @NullMarked")
                .allowEmptyShould(true);
    }

    /** What is moved to another package in our jars must not be seen from outside: whoever compiles against it would miss it. */
    private static ArchRule neverShown(String library) {
        DescribedPredicate<JavaClass> hidden = resideInAPackage(library);
        ArchCondition<JavaClass> notShow = new ArchCondition<>("not show " + library) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaMember member : item.getMembers()) {
                    boolean shown = member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED);
                    if (shown && typesOf(member).anyMatch(hidden)) {
                        events.add(SimpleConditionEvent.violated(item, member.getDescription() + " shows " + library));
                    }
                }
            }
        };
        return classes()
                .that()
                .arePublic()
                .and(describe("are not internal", type -> !isInternal(type)))
                .should(notShow)
                .as("public types show nothing of " + library)
                .allowEmptyShould(true);
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        Stream<JavaType> types = member instanceof JavaField field
                ? Stream.of(field.getType())
                : Stream.concat(
                        Stream.of(((JavaCodeUnit) member).getReturnType()),
                        ((JavaCodeUnit) member).getParameterTypes().stream());
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    private static boolean isInternal(JavaClass type) {
        return type.tryGetAnnotationOfType(API.class)
                .map(api -> api.status() == API.Status.INTERNAL)
                .orElseGet(() ->
                        type.getEnclosingClass().map(HouseRules::isInternal).orElse(false));
    }

    private static ArchRule noStandardStreams() {
        return noClasses()
                .should(ACCESS_STANDARD_STREAMS)
                .as("nothing prints to the standard streams")
                .allowEmptyShould(true);
    }

    private static ArchRule noSleep() {
        DescribedPredicate<JavaMethodCall> sleeps = describe(
                "sleep",
                call -> call.getTarget().getName().equals("sleep")
                        && (call.getTargetOwner().isEquivalentTo(Thread.class)
                                || call.getTargetOwner().isEquivalentTo(java.util.concurrent.TimeUnit.class)));
        return noClasses()
                .should(callMethodWhere(sleeps))
                .as("nothing sleeps: gates, bounded awaits and the test clock instead")
                .allowEmptyShould(true);
    }
}
