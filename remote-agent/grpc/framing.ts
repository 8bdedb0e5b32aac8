/** Before each message: the flags, and the length in four bytes. */
export const prefixLength = 5;
export const compressedFlag = 0x01;
/** gRPC-Web: the frame holds the trailers. */
export const trailersFlag = 0x80;
