# The verbs of this checkout. Each is one command of Maven or of the launcher; `make` alone lists them.
MVN := ./mvnw -B -ntp

.DEFAULT_GOAL := help
.PHONY: help build test it verify format demo bench clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## compile and package, without tests
	$(MVN) package -DskipTests

test: ## tests that need no server: *Test
	$(MVN) test

it: ## tests with a database, a cluster or the sandbox: *ITCase (IT=NameITCase for one class)
	$(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false $(if $(IT),-Dit.test=$(IT) -Dfailsafe.failIfNoSpecifiedTests=false)

verify: ## every check and every test, as the CI runs them
	$(MVN) verify

format: ## google-java-format on every Java file
	$(MVN) spotless:apply

demo: ## the whole line on this machine: a shop in PostgreSQL, the job, the sandbox
	./millrace demo

bench: ## what the diff, the delivery and the whole line cost on this machine (hours at full size)
	job/benchmarks/bench diff
	job/benchmarks/bench delivery
	job/benchmarks/bench line

clean: ## remove what the build made
	$(MVN) clean
