import type { Meaning } from './auditd-actions.ts';
import type { AuditRecord } from './auditd-record.ts';

type Calls = ReadonlyMap<string, string>;

function calls(table: string): Calls {
  return new Map(
    table
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split(':') as [string, string]),
  );
}

/** Calls by number as x86_64 counts them (asm/unistd_64.h); ENRICHED logs say the name themselves. */
const x64 = calls(`
  0:read 1:write 2:open 16:ioctl 41:socket 42:connect 43:accept 44:sendto 45:recvfrom 46:sendmsg 47:recvmsg
  49:bind 50:listen 51:getsockname 52:getpeername 54:setsockopt 56:clone 57:fork 58:vfork 59:execve 62:kill
  76:truncate 77:ftruncate 82:rename 83:mkdir 84:rmdir 85:creat 86:link 87:unlink 88:symlink 90:chmod
  91:fchmod 92:chown 93:fchown 94:lchown 101:ptrace 105:setuid 106:setgid 113:setreuid 114:setregid
  116:setgroups 117:setresuid 119:setresgid 122:setfsuid 123:setfsgid 126:capset 132:utime 133:mknod
  155:pivot_root 157:prctl 159:adjtimex 161:chroot 163:acct 164:settimeofday 165:mount 166:umount2 167:swapon
  168:swapoff 169:reboot 170:sethostname 171:setdomainname 175:init_module 176:delete_module 188:setxattr
  189:lsetxattr 190:fsetxattr 197:removexattr 198:lremovexattr 199:fremovexattr 200:tkill 227:clock_settime
  234:tgkill 235:utimes 246:kexec_load 257:openat 258:mkdirat 259:mknodat 260:fchownat 263:unlinkat
  264:renameat 265:linkat 266:symlinkat 268:fchmodat 269:faccessat 272:unshare 280:utimensat 288:accept4
  303:name_to_handle_at 304:open_by_handle_at 305:clock_adjtime 308:setns 310:process_vm_readv
  311:process_vm_writev 313:finit_module 316:renameat2 319:memfd_create 320:kexec_file_load 321:bpf
  322:execveat 428:open_tree 429:move_mount 435:clone3 437:openat2 442:mount_setattr 452:fchmodat2
`);

/** As all newer architectures count them (asm-generic/unistd.h): Kunpeng, Phytium, Loongson. */
const generic = calls(`
  5:setxattr 6:lsetxattr 7:fsetxattr 14:removexattr 15:lremovexattr 16:fremovexattr 29:ioctl 33:mknodat
  34:mkdirat 35:unlinkat 36:symlinkat 37:linkat 38:renameat 39:umount2 40:mount 41:pivot_root 45:truncate
  46:ftruncate 48:faccessat 51:chroot 52:fchmod 53:fchmodat 54:fchownat 55:fchown 56:openat 63:read 64:write
  88:utimensat 89:acct 91:capset 97:unshare 104:kexec_load 105:init_module 106:delete_module
  112:clock_settime 117:ptrace 129:kill 130:tkill 131:tgkill 142:reboot 143:setregid 144:setgid 145:setreuid
  146:setuid 147:setresuid 149:setresgid 151:setfsuid 152:setfsgid 159:setgroups 161:sethostname
  162:setdomainname 167:prctl 170:settimeofday 171:adjtimex 198:socket 200:bind 201:listen 202:accept
  203:connect 204:getsockname 205:getpeername 206:sendto 207:recvfrom 208:setsockopt 211:sendmsg 212:recvmsg
  220:clone 221:execve 224:swapon 225:swapoff 242:accept4 264:name_to_handle_at 265:open_by_handle_at
  266:clock_adjtime 268:setns 270:process_vm_readv 271:process_vm_writev 273:finit_module 276:renameat2
  279:memfd_create 280:bpf 281:execveat 294:kexec_file_load 428:open_tree 429:move_mount 435:clone3
  437:openat2 442:mount_setattr 452:fchmodat2
`);

/** AUDIT_ARCH_… of linux/audit.h. */
const architectures: ReadonlyMap<string, Calls> = new Map([
  ['c000003e', x64],
  ['x86_64', x64],
  ['c00000b7', generic],
  ['aarch64', generic],
  ['c0000102', generic],
  ['loongarch64', generic],
  ['c00000f3', generic],
  ['riscv64', generic],
]);

/** Name of the call of a SYSCALL record; undefined when the number means nothing here. */
export function callName({ values, names }: AuditRecord): string | undefined {
  if (names.SYSCALL !== undefined && !names.SYSCALL.startsWith('unknown')) return names.SYSCALL;
  const { syscall } = values;
  if (syscall === undefined) return undefined;
  // `ausearch -i` and others write the name where the number was.
  return /^\d+$/.test(syscall) ? architectures.get(values.arch ?? '')?.get(syscall) : syscall;
}

const file = ['file'];
const network = ['network'];
const host = ['host'];

const kinds: readonly (readonly [RegExp, Meaning['category'], Meaning['type'], string?])[] = [
  [/^execve(?:at)?$/, ['process'], ['start'], 'executed'],
  [/^(?:connect|sendto|sendmsg)$/, network, ['connection', 'start'], 'connected-to'],
  [/^accept4?$/, network, ['connection', 'start'], 'accepted-connection-from'],
  [/^bind$/, network, ['start'], 'bound-socket'],
  [/^listen$/, network, ['start'], 'listen-for-connections'],
  [/^(?:unlink|unlinkat|rmdir)$/, file, ['deletion'], 'deleted'],
  [/^rename(?:at2?)?$/, file, ['change'], 'renamed'],
  [/^(?:f|l)?chmod(?:at2?)?$/, file, ['change'], 'changed-file-permissions-of'],
  [/^(?:f|l)?chown(?:at)?$/, file, ['change'], 'changed-file-ownership-of'],
  [/^[fl]?(?:set|remove)xattr$/, file, ['change'], 'changed-file-attributes-of'],
  [/^(?:utimes?|utimensat)$/, file, ['change'], 'changed-timestamp-of'],
  [/^mkdir(?:at)?$/, file, ['creation'], 'created-directory'],
  [/^mknod(?:at)?$/, file, ['creation'], 'make-device'],
  [/^link(?:at)?$/, file, ['creation'], 'linked'],
  [/^symlink(?:at)?$/, file, ['creation'], 'symlinked'],
  [/^(?:mount|move_mount)$/, file, ['creation'], 'mounted'],
  [/^umount2?$/, file, ['deletion'], 'unmounted'],
  [/^(?:open|openat2?|creat|f?truncate|open_by_handle_at)$/, file, ['access'], 'opened-file'],
  [/^f?init_module$/, ['driver'], ['start'], 'loaded-kernel-module'],
  [/^delete_module$/, ['driver'], ['end'], 'unloaded-kernel-module'],
  [/^(?:adjtimex|settimeofday|clock_settime|clock_adjtime)$/, host, ['change'], 'changed-system-time'],
  [/^set(?:hostname|domainname)$/, host, ['change'], 'changed-system-name'],
  [/^reboot$/, host, ['end'], 'rebooted-system'],
  [/^t?g?kill$/, ['process'], ['end'], 'killed-pid'],
  [/^setf?s?(?:re|res)?[ug]id$/, ['process'], ['change'], 'changed-identity-of'],
];

/** @param name what `callName` found */
export function callMeaning(name: string | undefined): Meaning {
  const kind = name === undefined ? undefined : kinds.find(([pattern]) => pattern.test(name));
  if (!kind) return { category: ['process'], type: ['info'], action: name ?? 'syscall' };
  return { category: kind[1], type: kind[2], action: kind[3] ?? name! };
}
