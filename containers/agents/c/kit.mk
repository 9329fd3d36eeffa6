# Builds the agent of a C library. A Makefile says which sources the library has, and includes this one:
#
#     LIBRARY := $(wildcard src/*.c)
#     include ../agents/c/kit.mk
#
# `make` makes build/agent: one program without shared libraries, that runs in any container. `make SANITIZE=1` makes
# build/sanitized/agent, which ends with a report where it misuses memory or does what C does not define.
#
# Without a Makefile: `make -f .../kit.mk LIBRARY=pipe.c`. Of many libraries, KIT_BUILD=FOLDER keeps the kit's own objects
# in one place, so that they are compiled once.
#
# Debian packages: gcc libc6-dev libjansson-dev libmd-dev make zlib1g-dev

KIT := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
BUILD := $(if $(SANITIZE),build/sanitized,build)
KIT_BUILD ?= $(BUILD)/kit

CFLAGS ?= -O2 -g
override CFLAGS += -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -pthread -I$(KIT) -MMD -MP
ifdef SANITIZE
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
else
LDFLAGS += -static
endif
LDLIBS += -ljansson -lmd -lz -lresolv -lm

KIT_OBJECTS := $(patsubst $(KIT)/%.c,$(KIT_BUILD)/%.o,$(wildcard $(KIT)/*.c))
OBJECTS := $(LIBRARY:%.c=$(BUILD)/library/%.o) $(KIT_OBJECTS)

$(BUILD)/agent: $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BUILD)/library/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c $< -o $@

$(KIT_BUILD)/%.o: $(KIT)/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c $< -o $@

clean:
	rm -rf build

.PHONY: clean

-include $(OBJECTS:.o=.d)
