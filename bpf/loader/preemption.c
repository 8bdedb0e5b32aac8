// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "preemption.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* debugfs, mounted nowhere: a host may not have it, and is to stay as it is. Returns -1 where that is not allowed. */
static int open_debugfs(void)
{
	int context = (int)syscall(SYS_fsopen, "debugfs", FSOPEN_CLOEXEC);
	if (context < 0)
		return -1;
	int mount = -1;
	if (!syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	close(context);
	return mount;
}

/* The modes that such a kernel can be in, the present one in parentheses. Empty: it is not known. */
static void read_modes(char *modes, size_t size)
{
	ssize_t length = 0;
	int debugfs = open_debugfs();
	int file = debugfs < 0 ? -1 : openat(debugfs, "sched/preempt", O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		length = read(file, modes, size - 1);
		close(file);
	}
	if (debugfs >= 0)
		close(debugfs);
	modes[length > 0 ? length : 0] = 0;
}

bool kernel_is_preempted(void)
{
	struct utsname name;
	if (uname(&name) || !strstr(name.version, "PREEMPT"))
		return false;
	if (!strstr(name.version, "PREEMPT_DYNAMIC"))
		return true;
	char modes[64];
	read_modes(modes, sizeof(modes));
	return !strstr(modes, "(none)") && !strstr(modes, "(voluntary)");
}
