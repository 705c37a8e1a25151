/** Lines of a server room, no two alike: what stands after `n=` tells them apart. */
export function lineOf(n: number): string {
  const host = `srv${n % 40}`;
  const time = new Date().toISOString();
  const user = `user${n % 200}`;
  // Everybody stays at one place: what is measured is a quiet office, not a storm of alarms.
  const address = `10.2.3.${n % 200}`;
  switch (n % 5) {
    case 0:
      return `<86>1 ${time} ${host} sshd ${n % 30_000} - - Accepted publickey for ${user} from ${address} port ${1024 + (n % 60_000)} ssh2: ED25519 SHA256:n=${n}`;
    case 1:
      return `<190>1 ${time} ${host} nginx ${n % 900} - - ${address} - ${user} [22/Nov/2026:16:00:00 +0800] "GET /api/marriage/records/${n % 9973}?n=${n} HTTP/1.1" 200 ${n % 8000} "-" "Mozilla/5.0"`;
    case 2:
      return `<30>1 ${time} ${host} systemd 1 - - Started session ${n % 5000} of User ${user}, n=${n}`;
    case 3:
      return `<134>1 ${time} ${host} hunyin ${n % 700} - - 婚姻登记 受理编号 n=${n} 经办人 ${user} 窗口 ${n % 12} 结果 通过 耗时 ${n % 900} 毫秒`;
    default:
      return `<78>1 ${time} ${host} CRON ${n % 30_000} - - (${user}) CMD (/usr/local/bin/backup --n=${n} --target /srv/backup/${n % 31})`;
  }
}

/** A word that stands in one line alone, to see when it is found. */
export const markWord = (mark: number): string => `mark${String(mark).padStart(6, '0')}x`;

export const markLine = (mark: number): string =>
  `<13>1 ${new Date().toISOString()} bench marker - - - ${markWord(mark)}`;
