// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "spares.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	__u8 spares;
} programs[] = {
	{ "send_direct", SPARES },	{ "receive_direct_4", SPARES },
	{ "receive_direct_5", SPARES }, { "receive_direct_6", SPARES },
	{ "exit_direct", SPARES },	{ "exit_probed", SPARES },
	{ "unix_send_direct", 1 },	{ "unix_receive_direct", 1 },
	{ "state_direct", 1 },
};

static bool has_spare(const struct bpf_program *program, __u8 number)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (!strcmp(bpf_program__name(program), programs[i].name))
			return number <= programs[i].spares;
	return false;
}

/* Both objects come from the same bytes, and so have the same programs and maps in the same order. */
static void choose_programs(struct bpf_object *object, struct bpf_object *first, __u8 number)
{
	struct bpf_program *mine = NULL;
	struct bpf_program *theirs = NULL;
	while ((mine = bpf_object__next_program(object, mine)) &&
	       (theirs = bpf_object__next_program(first, theirs)))
		bpf_program__set_autoload(mine,
					  has_spare(mine, number) && bpf_program__autoload(theirs));
}

static int share_maps(struct bpf_object *object, struct bpf_object *first, __u8 number)
{
	struct bpf_map *mine = NULL;
	struct bpf_map *theirs = NULL;
	int error = 0;
	while (!error && (mine = bpf_object__next_map(object, mine)) &&
	       (theirs = bpf_object__next_map(first, theirs))) {
		if (mine == bpf_object__find_map_by_name(object, SPARE_SECTION))
			error = bpf_map__set_initial_value(mine, &number, sizeof(number));
		else if (bpf_map__fd(theirs) >= 0)
			error = bpf_map__reuse_fd(mine, bpf_map__fd(theirs));
		else
			error = bpf_map__set_autocreate(mine, false);
	}
	return error;
}

static int attach(struct spares *spares, struct bpf_object *object)
{
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
	{
		if (!bpf_program__autoload(program) || spares->count == MAX_SPARE_LINKS)
			continue;
		struct bpf_link *link = bpf_program__attach(program);
		if (!link)
			return -errno;
		spares->links[spares->count++] = link;
	}
	return 0;
}

static int add(struct spares *spares, __u8 number, const struct bpf_object_skeleton *first)
{
	struct bpf_object *object = bpf_object__open_mem(first->data, first->data_sz, NULL);
	if (!object)
		return -errno;
	spares->objects[number - 1] = object;
	int error = share_maps(object, *first->obj, number);
	choose_programs(object, *first->obj, number);
	if (!error)
		error = bpf_object__load(object);
	return error ? error : attach(spares, object);
}

void spares_attach(struct spares *spares, const struct bpf_object_skeleton *first,
		   bool earliest_first)
{
	int error = 0;
	for (__u8 i = 0; i < SPARES && !error; i++)
		error = add(spares, (__u8)(earliest_first ? i + 1 : SPARES - i), first);
	if (error) {
		fprintf(stderr, "no spare programs: %s\n", strerror(-error));
		spares_detach(spares);
	}
}

struct bpf_program *spare_of(const struct spares *spares, int number, const char *name)
{
	struct bpf_object *object = spares->objects[number - 1];
	struct bpf_program *spare = object ? bpf_object__find_program_by_name(object, name) : NULL;
	return spare && bpf_program__autoload(spare) ? spare : NULL;
}

void spares_detach(struct spares *spares)
{
	while (spares->count > 0)
		bpf_link__destroy(spares->links[--spares->count]);
	for (int i = 0; i < SPARES; i++) {
		bpf_object__close(spares->objects[i]);
		spares->objects[i] = NULL;
	}
}
