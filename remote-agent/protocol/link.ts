import { Duplex, type Readable, type Writable } from 'node:stream';
import { encodeFrame, FrameParser } from './link-frames.ts';

/** What carries a link for a while: the standard streams of a program, or a socket. */
export interface Carrier {
  readonly readable: Readable;
  readonly writable: Writable;
}

export interface LinkOptions {
  /** Bytes kept until the other side has them; when there are as many, writing waits. */
  readonly windowBytes?: number;
  /** How often this side says that it is there. A carrier over which nothing came for four times as long is gone. */
  readonly heartbeatMs?: number;
}

const defaultWindow = 4 << 20;
const defaultHeartbeatMs = 5_000;
const acknowledgeEvery = 64 << 10;
const acknowledgeWithinMs = 100;

/** Where a carrier that is gone is the end, a network that is gone for half a minute is not to be one. */
export const patientHeartbeatMs = 15_000;

/**
 * A stream of bytes in both directions that outlives what carries it. Bytes are numbered from 0 and kept until the
 * other side acknowledges them; a new carrier begins with how far each side is, and what was missed is sent again.
 *
 * Emits `carried` when there is a carrier, `resumed` when what was missed goes over it, and `dropped` when it is
 * gone. The stream itself ends only by {@link end}, and is destroyed with an error by a carrier that does not speak the protocol.
 */
export class Link extends Duplex {
  readonly #window: number;
  readonly #heartbeatMs: number;
  #beating: NodeJS.Timeout | undefined;
  /** Beats since something came. */
  #silentBeats = 0;
  #carrier: Carrier | undefined;
  /** The other side said how far it is, or there is nothing that it could have missed. */
  #ready = false;
  #fresh = true;
  #unacknowledged: Buffer[] = [];
  /** Position of the first byte that is held. */
  #heldFrom = 0;
  #sent = 0;
  /** Nothing is written any more. */
  #over = false;
  #received = 0;
  #told = 0;
  #acknowledging: NodeJS.Timeout | undefined;
  #waiting: (() => void) | undefined;
  #finishing: (() => void) | undefined;

  constructor({ windowBytes = defaultWindow, heartbeatMs = defaultHeartbeatMs }: LinkOptions = {}) {
    super();
    this.#window = windowBytes;
    this.#heartbeatMs = heartbeatMs;
  }

  get carried(): boolean {
    return this.#carrier !== undefined;
  }

  /** Bytes of the stream that came so far. */
  get received(): number {
    return this.#received;
  }

  /** Goes on over another carrier; the one before is let go. */
  attach(carrier: Carrier): void {
    if (this.destroyed) return;
    this.#unhook();
    this.#carrier = carrier;
    const drop = () => this.letGo(carrier);
    const parser = new FrameParser({
      hello: (position) => this.#hello(position),
      data: (bytes) => this.#data(bytes),
      acknowledge: (position) => this.#acknowledged(position),
      end: (position) => this.#ended(position),
    });
    carrier.readable
      .on('data', (chunk: Buffer) => {
        this.#silentBeats = 0;
        if (this.#carrier === carrier) this.#take(parser, chunk);
      })
      .once('end', drop)
      .once('close', drop)
      .on('error', drop);
    carrier.writable.once('close', drop).on('error', drop);
    this.#silentBeats = 0;
    this.#beating = setInterval(() => this.#beat(carrier), this.#heartbeatMs);
    this.#beating.unref();
    this.#ready = this.#fresh;
    this.#told = this.#received;
    this.#write(encodeFrame('hello', this.#received));
    if (this.#ready) this.#sendHeld();
    this.emit('carried');
  }

  /** The carrier, or whichever there is, is gone. */
  letGo(carrier: Carrier | undefined = this.#carrier): void {
    if (carrier === undefined || this.#carrier !== carrier) return;
    this.#unhook();
    this.emit('dropped');
  }

  override _read(): void {
    this.#carrier?.readable.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#unacknowledged.push(chunk);
    this.#sent += chunk.length;
    if (this.#ready) this.#sendData(chunk);
    if (this.#sent - this.#heldFrom < this.#window) done();
    else this.#waiting = done;
  }

  /** Finished once the other side has everything. */
  override _final(done: () => void): void {
    this.#finishing = done;
    this.#over = true;
    if (this.#ready) this.#write(encodeFrame('end', this.#sent));
    this.#settle();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#unhook();
    this.#unacknowledged = [];
    done(error);
  }

  #unhook(): void {
    const carrier = this.#carrier;
    clearTimeout(this.#acknowledging);
    this.#acknowledging = undefined;
    clearInterval(this.#beating);
    if (!carrier) return;
    this.#carrier = undefined;
    this.#ready = false;
    this.#fresh = false;
    carrier.readable.resume();
    carrier.writable.end();
  }

  #take(parser: FrameParser, chunk: Buffer): void {
    try {
      parser.push(chunk);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #hello(position: number): void {
    this.#acknowledged(position);
    if (this.#ready) return;
    this.#ready = true;
    this.#sendHeld();
    this.emit('resumed');
  }

  #data(bytes: Buffer): void {
    this.#received += bytes.length;
    if (!this.push(bytes)) this.#carrier?.readable.pause();
    if (this.#received - this.#told >= acknowledgeEvery) this.#acknowledge();
    else this.#acknowledging ??= setTimeout(() => this.#acknowledge(), acknowledgeWithinMs);
  }

  #acknowledge(): void {
    clearTimeout(this.#acknowledging);
    this.#acknowledging = undefined;
    this.#told = this.#received;
    this.#write(encodeFrame('acknowledge', this.#received));
  }

  /** A network that is gone tells nobody: without a word from the other side for long, it is. */
  #beat(carrier: Carrier): void {
    // Nothing comes while this side takes nothing.
    if (carrier.readable.isPaused()) this.#silentBeats = 0;
    if (++this.#silentBeats > 4) this.letGo(carrier);
    else this.#acknowledge();
  }

  #acknowledged(position: number): void {
    if (position < this.#heldFrom || position > this.#sent) {
      throw new Error(`the other side has ${position} bytes of ${this.#heldFrom} to ${this.#sent}`);
    }
    while (position > this.#heldFrom) {
      const [first] = this.#unacknowledged;
      if (!first) break;
      const rest = first.length - (position - this.#heldFrom);
      if (rest > 0) {
        this.#unacknowledged[0] = first.subarray(first.length - rest);
        this.#heldFrom = position;
      } else {
        this.#unacknowledged.shift();
        this.#heldFrom += first.length;
      }
    }
    this.#settle();
  }

  #ended(position: number): void {
    if (position !== this.#received) {
      throw new Error(`the stream ends at ${position}, but ${this.#received} bytes came`);
    }
    this.#acknowledge();
    if (!this.readableEnded) this.push(null);
  }

  #settle(): void {
    if (this.#sent - this.#heldFrom < this.#window) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.();
    }
    if (this.#heldFrom === this.#sent) {
      const finishing = this.#finishing;
      this.#finishing = undefined;
      finishing?.();
    }
  }

  #sendHeld(): void {
    for (const chunk of this.#unacknowledged) this.#sendData(chunk);
    if (this.#over) this.#write(encodeFrame('end', this.#sent));
  }

  #sendData(chunk: Buffer): void {
    const { writable } = this.#carrier ?? {};
    if (!writable) return;
    writable.cork();
    this.#write(encodeFrame('data', chunk.length));
    this.#write(chunk);
    writable.uncork();
  }

  #write(bytes: Buffer): void {
    this.#carrier?.writable.write(bytes);
  }
}
