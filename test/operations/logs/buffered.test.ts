import { describe, expect, test } from 'vitest';
import { Buffered, inTurn } from '../../../src/operations/logs/buffered.ts';
import { Channel } from '../../../src/operations/logs/channel.ts';
import { Turns } from '../../../src/operations/logs/turns.ts';
import { Turnstile } from '../../../src/operations/logs/turnstile.ts';

const ROOM = { room: 2, sizeOf: () => 1 };

/** Numbers, and how many of them have been asked for. */
function counting(count: number) {
  const seen = { asked: 0 };
  async function* numbers() {
    for (let i = 0; i < count; i += 1) {
      seen.asked += 1;
      yield i;
    }
  }
  return { seen, numbers };
}

/** Lets everything run that does not wait for something outside. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a stream that runs ahead', () => {
  test('does so only as far as it has room', async () => {
    const { seen, numbers } = counting(10);
    const stream = new Buffered(numbers, ROOM);
    await settled();
    expect(seen.asked).toBe(0);
    stream.start();
    await settled();
    expect(seen.asked).toBe(3);
    expect(await stream.next()).toBe(0);
    await settled();
    expect(seen.asked).toBe(4);
  });

  test('says when it has ended, and throws what it threw once all before has been taken', async () => {
    async function* broken() {
      yield 1;
      throw new Error('broken');
    }
    const stream = new Buffered(broken, ROOM);
    stream.start();
    await settled();
    expect(await stream.next()).toBe(1);
    await expect(stream.next()).rejects.toThrow('broken');
    expect(await new Buffered(counting(0).numbers, ROOM).next()).toBeUndefined();
  });

  test('several in turn: in their order, so many begun ahead', async () => {
    const streams = Array.from({ length: 5 }, () => counting(2));
    const values = inTurn(
      streams.map(({ numbers }) => numbers),
      { ...ROOM, ahead: 1 },
    );
    await values.next();
    await settled();
    expect(streams.map(({ seen }) => seen.asked)).toEqual([2, 2, 0, 0, 0]);
    expect(await Array.fromAsync(values)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });
});

describe('a channel', () => {
  test('takes no more from a writer before what he wrote has been dealt with', async () => {
    const channel = new Channel<number>();
    let written = 0;
    const writer = async () => {
      for (let i = 0; i < 5; i += 1) {
        await channel.push(i);
        written += 1;
      }
      channel.close();
    };
    const writing = writer();
    const values = channel.values();
    await values.next();
    await settled();
    expect(written).toBe(0);
    await values.next();
    await settled();
    expect(written).toBe(1);
    expect(await Array.fromAsync(values)).toEqual([2, 3, 4]);
    await writing;
  });

  test('a failure is thrown once what came before it is delivered', async () => {
    const channel = new Channel<number>();
    void channel.push(1);
    channel.fail(new Error('broken'));
    const values = channel.values();
    expect((await values.next()).value).toBe(1);
    await expect(values.next()).rejects.toThrow('broken');
  });
});

describe('turns', () => {
  test('a turnstile lets those in first who came first', async () => {
    const turnstile = new Turnstile(1);
    const entered: number[] = [];
    await turnstile.enter();
    const all = [1, 2].map(async (number) => {
      await turnstile.enter();
      entered.push(number);
      turnstile.leave();
    });
    await settled();
    expect([entered, turnstile.waiting]).toEqual([[], 2]);
    turnstile.leave();
    await Promise.all(all);
    expect(entered).toEqual([1, 2]);
  });

  test('a quiet stream makes room when somebody waits, and not before', async () => {
    let crowds = 0;
    const turns = new Turns(1, () => (crowds += 1));
    const first = await turns.begin('endless');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(first.signal.aborted).toBe(false);
    const second = turns.begin('endless');
    await expect.poll(() => [first.signal.aborted, crowds], { timeout: 30_000 }).toEqual([true, 1]);
    first.end();
    (await second).end();
  });

  test('what ends by itself is not hurried', async () => {
    const turns = new Turns(1, () => {});
    const first = await turns.begin('finite');
    const second = turns.begin('finite');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(first.signal.aborted).toBe(false);
    first.end();
    (await second).end();
  });
});
