// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
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
	return has(data, CAP_SYS_ADMIN) ||
	       (has(data, CAP_BPF) && (has(data, CAP_PERFMON) || has(data, CAP_NET_RAW)));
}

static unsigned int id_from(const char *variable, unsigned int otherwise)
{
	const char *text = getenv(variable);
	char *end = 0;
	unsigned long id = text ? strtoul(text, &end, 10) : 0;
	/* The last number means "no change" to the kernel; ids of directories (LDAP) go far beyond NOBODY. */
	return text && *text && !*end && id > 0 && id < UINT_MAX ? (unsigned int)id : otherwise;
}

static void keep(struct __user_cap_data_struct *kept, const struct __user_cap_data_struct *held,
		 unsigned int capability)
{
	__u32 bit = held[CAP_TO_INDEX(capability)].permitted & CAP_TO_MASK(capability);
	kept[CAP_TO_INDEX(capability)].permitted |= bit;
	kept[CAP_TO_INDEX(capability)].effective |= bit;
}

int drop_privileges(bool sees_processes, bool sees_interfaces)
{
	struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3] = {};
	struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};
	if ((sees_processes || sees_interfaces) &&
	    (syscall(SYS_capget, &capability_header, held) || prctl(PR_SET_KEEPCAPS, 1)))
		return -errno;
	if (sees_processes) {
		keep(kept, held, CAP_SYS_PTRACE);
		keep(kept, held, CAP_DAC_READ_SEARCH);
	}
	if (sees_interfaces)
		keep(kept, held, CAP_NET_RAW);
	if (geteuid() == 0) {
		unsigned int user = id_from("SUDO_UID", NOBODY);
		unsigned int group = id_from("SUDO_GID", NOBODY);
		if (setgroups(0, 0) || setresgid(group, group, group) ||
		    setresuid(user, user, user))
			return -errno;
	}
	if (syscall(SYS_capset, &capability_header, kept))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}
