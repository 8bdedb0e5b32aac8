// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534

static struct __user_cap_header_struct capability_header = {
	.version = _LINUX_CAPABILITY_VERSION_3
};

static bool has(const struct __user_cap_data_struct *data, unsigned int capability)
{
	return data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

bool can_trace(void)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
	if (syscall(SYS_capget, &capability_header, data))
		return false;
	return has(data, CAP_SYS_ADMIN) || (has(data, CAP_BPF) && has(data, CAP_PERFMON));
}

static unsigned int id_from(const char *variable, unsigned int otherwise)
{
	const char *text = getenv(variable);
	char *end = 0;
	unsigned long id = text ? strtoul(text, &end, 10) : 0;
	return text && *text && !*end && id > 0 && id < NOBODY + 1 ? (unsigned int)id : otherwise;
}

int drop_privileges(void)
{
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
	if (geteuid() == 0) {
		unsigned int user = id_from("SUDO_UID", NOBODY);
		unsigned int group = id_from("SUDO_GID", NOBODY);
		if (setgroups(0, 0) || setresgid(group, group, group) ||
		    setresuid(user, user, user))
			return -errno;
	}
	if (syscall(SYS_capset, &capability_header, none))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}
