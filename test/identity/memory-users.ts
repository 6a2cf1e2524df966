/** The users of the shop in memory. */
import type { User, Users } from '../../shared/identity/ports';

export class MemoryUsers implements Users {
  private readonly table = new Map<string, User>();

  get size(): number {
    return this.table.size;
  }

  async signIn(user: User): Promise<User> {
    const id = `${user.appid}:${user.openid}`;
    const now = { ...user, createdAt: this.table.get(id)?.createdAt ?? user.createdAt };
    this.table.set(id, now);
    return now;
  }
}
