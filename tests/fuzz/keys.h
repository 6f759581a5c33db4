#ifndef TESTS_FUZZ_KEYS_H
#define TESTS_FUZZ_KEYS_H

/* Keys that only the fuzz targets know: the seeds of fuzz_seal were sealed under them. */
#define FUZZ_KEY_OLD "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define FUZZ_KEY_NEW "f0e0d0c0b0a090807060504030201000f0e0d0c0b0a090807060504030201000"
#define FUZZ_INDEX   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"

#endif
