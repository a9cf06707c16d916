// SPDX-License-Identifier: Apache-2.0

// Written by scripts/unicode-tables; do not edit.

/// Distance to the range before, in hex, and the East Asian width.
let unicodeWidths: StaticString = """
    0_N 20_Na 5f_N 22_A 1_Na 2_A 1_Na 2_A 2_N 1_A 1_N 1_Na 1_A 2_Na 1_A 5_N 1_A 5_N 1_A 4_N 6_A 1_N 9_A 1_N 6_A 2_N \
    5_A 4_N 4_A 1_N 1_A 3_N 1_A 2_N 2_A 1_N 1_A 2_N 3_A 4_N 1_A 1_N 1_A 1_N 2_A 1_N f_A 1_N 1_A 1_N 7_A 1_N a_A 2_N \
    3_A 1_N 5_A 3_N 4_A 1_N 6_A 4_N 1_A 1_N 3_A 4_N 1_A 1_N 4_A 2_N 12_A 2_N 3_A 1_N 62_A 1_N 1_A 1_N 1_A 1_N 1_A \
    1_N 1_A 1_N 1_A 1_N 1_A 1_N 1_A 1_N 74_A 1_N f_A 1_N 62_A 1_N 2_A 1_N 1_A 3_N 1_A 1_N 2_A 1_N 7_A 4_N 1_A 1_N \
    1_A 1_N 20_A 70_N 8_F 2_N 6_F 4_N 7_F 1_N 1_F 1_N 3_A 11_F 1_A 7_N 7_A 11_N 1_A 7_N 37_A 1_N e_A 40_N 1_A 1_N \
    de_F 1_N 26_F 2_N 32_F 2_N 3_F 1_N 37_F 8_N 1b_F 4_N 6_F b_N 10e_F 1_N 3c_F 2_N 65_F e_N 3b_F 2_N 31_F 2_N f_F \
    1_N 1c_F 2_N 1_F 1_N b_F 5_N 1f_F 1_N 2_F 6_N ec_F 1_N 8_F 2_N 2_F 2_N 16_F 1_N 7_F 1_N 1_F 3_N 4_F 2_N 9_F 2_N \
    2_F 2_N 4_F 8_N 1_F 4_N 2_F 1_N 5_F 2_N 19_F 2_N 3_F 1_N 6_F 4_N 2_F 2_N 16_F 1_N 7_F 1_N 2_F 1_N 2_F 1_N 2_F \
    2_N 1_F 1_N 5_F 4_N 2_F 2_N 3_F 3_N 1_F 7_N 4_F 1_N 1_F 7_N 11_F a_N 3_F 1_N 9_F 1_N 3_F 1_N 16_F 1_N 7_F 1_N \
    2_F 1_N 5_F 2_N a_F 1_N 3_F 1_N 3_F 2_N 1_F f_N 4_F 2_N c_F 7_N 7_F 1_N 3_F 1_N 8_F 2_N 2_F 2_N 16_F 1_N 7_F 1_N \
    2_F 1_N 5_F 2_N 9_F 2_N 2_F 2_N 3_F 7_N 3_F 4_N 2_F 1_N 5_F 2_N 12_F a_N 2_F 1_N 6_F 3_N 3_F 1_N 4_F 3_N 2_F 1_N \
    1_F 1_N 2_F 3_N 2_F 3_N 3_F 3_N c_F 4_N 5_F 3_N 3_F 1_N 4_F 2_N 1_F 6_N 1_F e_N 15_F 5_N d_F 1_N 3_F 1_N 17_F \
    1_N 10_F 2_N 9_F 1_N 3_F 1_N 4_F 7_N 2_F 1_N 3_F 2_N 1_F 2_N 4_F 2_N a_F 7_N 16_F 1_N 3_F 1_N 17_F 1_N a_F 1_N \
    5_F 2_N 9_F 1_N 3_F 1_N 4_F 7_N 2_F 6_N 2_F 1_N 4_F 2_N a_F 1_N 2_F d_N d_F 1_N 3_F 1_N 33_F 1_N 3_F 1_N 6_F 4_N \
    10_F 2_N 1a_F 1_N 3_F 1_N 12_F 3_N 18_F 1_N 9_F 1_N 1_F 2_N 7_F 3_N 1_F 4_N 6_F 1_N 1_F 1_N 8_F 6_N a_F 2_N 3_F \
    c_N 3a_F 4_N 1d_F 25_N 2_F 1_N 1_F 1_N 5_F 1_N 18_F 1_N 1_F 1_N 17_F 2_N 5_F 1_N 1_F 1_N 6_F 2_N a_F 2_N 4_F \
    20_N 48_F 1_N 24_F 4_N 27_F 1_N 24_F 1_N f_F 1_N d_F 25_N c6_F 1_N 1_F 5_N 1_F 2_N 30_W 60_N e9_F 1_N 4_F 2_N \
    7_F 1_N 1_F 1_N 4_F 2_N 29_F 1_N 4_F 2_N 21_F 1_N 4_F 2_N 7_F 1_N 1_F 1_N 4_F 2_N f_F 1_N 39_F 1_N 4_F 2_N 43_F \
    2_N 20_F 3_N 1a_F 6_N 56_F 2_N 6_F 2_N 29d_F 3_N 59_F 7_N 16_F 9_N 18_F 9_N 14_F c_N d_F 1_N 3_F 1_N 2_F c_N \
    5e_F 2_N a_F 6_N a_F 6_N 1a_F 6_N 59_F 7_N 2b_F 5_N 46_F a_N 1f_F 1_N c_F 4_N c_F 4_N 1_F 3_N 2a_F 2_N 5_F b_N \
    2c_F 4_N 1a_F 6_N b_F 3_N 3e_F 2_N 41_F 1_N 1d_F 2_N b_F 6_N a_F 6_N e_F 2_N 1f_F 31_N 4d_F 3_N 2f_F 1_N 74_F \
    8_N 3c_F 3_N f_F 3_N 3c_F 7_N 2b_F 2_N b_F 8_N 2b_F 5_N 216_F 2_N 6_F 2_N 26_F 2_N 6_F 2_N 8_F 1_N 1_F 1_N 1_F \
    1_N 1_F 1_N 1f_F 2_N 35_F 1_N f_F 1_N e_F 2_N 6_F 1_N 13_F 2_N 3_F 1_N 9_F 1_N 10_A 1_N 2_A 4_N 1_A 2_N 2_A 2_N \
    2_A 3_N 1_A 4_N 8_A 1_N 1_A 2_N 1_A 1_N 5_A 1_N 2_A 1_N 26_F 1_N c_F 2_A 1_N a_A 1_N 1_A 4_N a_F 1_N d_F 3_N 9_H \
    1_N 2_A 1_N 14_F f_N 21_F f_N 3_A 1_N 1_A 1_N 3_A 1_N 9_A 1_N 2_A 1_N a_A 2_N 3_A 1_N 4_A 1_N 27_A 2_N 6_A 4_N \
    1_A c_N 4_A a_N f_A 1_N 2_F 4_A a_N 1e_A 2_N 18_A 1_N 1_A 1_N 12_A 1_N 18_A 1_N 1_A 2_N 3_A 2_N 2_A 1_N 3_A 1_N \
    1_A 1_N 3_A 1_N 4_A 1_N 2_A 4_N 2_A 1_N 1_A 1_N 1_A 6_N 1_A 1_N 5_A 4_N 4_A 2_N a_A 1_N 3_A 1_N 5_A 1_N d_A 2_N \
    2_A 4_N 2_A 2_N 2_A 2_N 12_A 2_N 2_A 2_N d_A 1_N 3_A 1_N b_A 1_N 19_A 1_N 52_A 1_N 7_W 2_N d_W 2_N be_W 4_N 3_W \
    1_N 2_W 1_N 33_F 19_N b_F 15_A 8a_N 1_A 61_N 4_A 24_N c_A 10_N 2_A 4_N a_A 2_N 1_A 7_N 8_A 2_N 2_A 2_N 4_A 2_N \
    2_A 2_N 4_A 3_N 2_A 1_N 2_A 4_N 10_A 4_N 9_A 1_N d_W 2_N 6_A 2_N 2_A 1_N 4_A 2_N 4_W 2_N 6_A 1_N 1_A 1_N 21_A \
    1_N 1_A 1_N 5_W c_N c_A 2_N 1_A 3_N 1_A 4_N 1_A 2_N 1_A 1_N f_W 1_N 13_W 1_N a_A 2_N 1_W 1_N 8_W 2_N 11_W 2_A \
    1_N 4_W 2_A 8_W 1_A 5_W 1_A d_N 1_A 1_N 4_A 2_W 1_A 7_W 2_A 1_W 1_A 4_W 1_A 2_W 1_A 2_N 5_W 1_N 4_W 2_N 1c_W 1_N \
    14_A 1_N e_W 1_N 1_W 1_N 4_W 3_N 1_W 1_N 1e_A a_N 15_W 3_N 18_W 1_N e_W 1_N 26_Na 8_N 197_Na 2_N 194_W 2_N 33_W \
    1_N 4_W 1_A 4_N 1a_F 2_N 20_F 1_N 15d_F 5_N 2d_F 1_N 1_F 5_N 1_F 2_N 38_F 7_N 2_F e_N 18_F 9_N 7_F 1_N 7_F 1_N \
    7_F 1_N 7_F 1_N 7_F 1_N 7_F 1_N 7_F 1_N 7_F 1_N 7e_F 22_W 1a_F 1_W 59_F c_W d6_F 1a_W c_F 5_W 3e_N 1_F 1_W 56_F \
    2_W 67_F 5_W 2b_F 1_W 5e_F 1_W 54_F c_W 2f_F 1_W 28_A 8_W 1b70_N 40_W 568d_F 3_W 37_F 9_N 15c_F 14_N b8_F 8_N \
    cb_F 5_N 2_F 1_N 1_F 1_N 5_F 18_N 3b_F 3_N a_F 6_N 38_F 8_N 46_F 8_N c_F 6_N 74_F b_N 1_W 1d_F 3_N 4e_F 1_N b_F \
    4_N 21_F 1_N 37_F 9_N e_F 2_N a_F 2_N 67_F 18_N 1c_F a_N 6_F 2_N 6_F 2_N 6_F 9_N 7_F 1_N 7_F 1_N 3c_F 4_N 7e_F \
    2_N a_F 6_W 2ba4_F c_N 17_F 4_N 31_F 4_N 800_A 1900_W 16e_F 2_W 6a_F 26_N 7_F c_N 5_F 5_N 1a_F 1_N 5_F 1_N 1_F \
    1_N 2_F 1_N 2_F 1_N 7d_F 10_N 1bd_F 2_N 36_F 7_N 1_F 20_N 10_A 10_W a_F 6_N 10_W 23_F 1_W 13_F 1_W 4_F 4_N 5_F \
    1_N 87_F 2_N 1_F 61_H 5e_F 3_H 6_F 2_H 6_F 2_H 6_F 2_H 3_F b_H 7_F a_N 4_A 1_F 2_N c_F 1_N 1a_F 1_N 13_F 1_N 2_F \
    1_N f_F 2_N e_F 22_N 7b_F 5_N 3_F 4_N 2d_F 3_N 58_F 1_N d_F 3_N 1_F 2f_N 2e_F 82_N 1d_F 3_N 31_F f_N 1c_F 4_N \
    24_F 9_N 1e_F 5_N 2b_F 5_N 1e_F 1_N 25_F 4_N e_F 2a_N 9e_F 2_N a_F 6_N 24_F 4_N 24_F 4_N 28_F 8_N 34_F b_N c_F \
    1_N f_F 1_N 7_F 1_N 2_F 1_N b_F 1_N f_F 1_N 7_F 1_N 2_F 43_N 137_F 9_N 16_F a_N 8_F 18_N 6_F 1_N 2a_F 1_N 9_F \
    45_N 6_F 2_N 1_F 1_N 2c_F 1_N 2_F 3_N 1_F 2_N 17_F 1_N 48_F 8_N 9_F 30_N 13_F 1_N 2_F 5_N 21_F 3_N 1b_F 5_N 1_F \
    40_N 38_F 4_N 14_F 2_N 32_F 1_N 2_F 5_N 8_F 1_N 3_F 1_N 1d_F 2_N 3_F 4_N a_F 7_N 9_F 7_N 40_F 20_N 27_F 4_N c_F \
    9_N 36_F 3_N 1d_F 2_N 1b_F 5_N 1a_F 7_N 4_F c_N 7_F 50_N 49_F 37_N 33_F d_N 33_F 7_N 2e_F 8_N a_F 126_N 1f_F 1_N \
    2a_F 1_N 3_F 2_N 2_F 4e_N 28_F 8_N 2a_F 16_N 1a_F 26_N 1c_F 14_N 17_F 9_N 4e_F 4_N 24_F 9_N 44_F a_N 1_F 2_N \
    19_F 7_N a_F 6_N 35_F 1_N 12_F 8_N 27_F 9_N 60_F 1_N 14_F b_N 12_F 1_N 2c_F 41_N 7_F 1_N 1_F 1_N 4_F 1_N f_F 1_N \
    b_F 6_N 3b_F 5_N a_F 6_N 4_F 1_N 8_F 2_N 2_F 2_N 16_F 1_N 7_F 1_N 2_F 1_N 5_F 1_N a_F 2_N 2_F 2_N 3_F 2_N 1_F \
    6_N 1_F 5_N 7_F 2_N 7_F 3_N 5_F 8b_N 5c_F 1_N 5_F 1e_N 48_F 8_N a_F a6_N 36_F 2_N 26_F 22_N 45_F b_N a_F 6_N d_F \
    13_N 3a_F 6_N a_F 36_N 1b_F 2_N f_F 4_N 17_F b9_N 3c_F 64_N 53_F c_N 8_F 2_N 1_F 2_N 8_F 1_N 2_F 1_N 1e_F 1_N \
    2_F 2_N c_F 9_N a_F 46_N 8_F 2_N 2e_F 2_N b_F 1b_N 48_F 8_N 53_F d_N 49_F 107_N 9_F 1_N 2d_F 1_N e_F a_N 1d_F \
    3_N 20_F 2_N 16_F 1_N e_F 49_N 7_F 1_N 2_F 1_N 2c_F 3_N 1_F 1_N 2_F 1_N 9_F 8_N a_F 6_N 6_F 1_N 2_F 1_N 25_F 1_N \
    2_F 1_N 6_F 7_N a_F 136_N 19_F b7_N 1_F f_N 32_F d_N 39b_F 66_N 6f_F 1_N 5_F b_N c4_F a4c_N 63_F d_N 42f_F 1_N \
    9_F fc7_N 247_F 21b9_N 239_F 7_N 1f_F 1_N a_F 4_N 51_F 1_N a_F 6_N 1e_F 2_N 6_F a_N 46_F a_N a_F 1_N 7_F 1_N \
    15_F 5_N 13_F 2b0_N 5b_F 65_N 4b_F 4_N 39_F 7_N 11_F 40_W 5_F b_W 2_F e_W 17f8_F 8_W 4d6_F 2a_W 9_F 22e7_W 4_F \
    1_W 7_F 1_W 2_F 1_W 123_F 2d_W 3_F 11_W 4_F 8_W 18c_F 904_N 6b_F 5_N d_F 3_N 9_F 7_N a_F 2_N 8_F 125c_N 2e_F 2_N \
    17_F 9_N 74_F 3c_N f6_F a_N 27_F 2_N c2_F 15_N 46_F 9a_N 14_F c_N 57_F 9_N 19_F 87_N 55_F 1_N 47_F 1_N 2_F 2_N \
    1_F 2_N 2_F 2_N 4_F 1_N c_F 1_N 1_F 1_N 7_F 1_N 41_F 1_N 4_F 2_N 8_F 1_N 7_F 1_N 1c_F 1_N 4_F 1_N 5_F 1_N 1_F \
    3_N 7_F 1_N 154_F 2_N 124_F 2_N 2be_F f_N 5_F 1_N f_F 450_N 1f_F e1_N 7_F 1_N 11_F 2_N 7_F 1_N 2_F 1_N 5_F d5_N \
    2d_F 3_N e_F 2_N a_F 4_N 2_F 140_N 1f_F 11_N 3a_F 5_N 1_F 4e0_N 7_F 1_N 4_F 1_N 2_F 1_N f_F 1_N c5_F 2_N 10_F \
    29_N 4c_F 4_N a_F 4_N 2_F 311_N 44_F 4c_N 3d_F c2_N 4_F 1_N 1b_F 1_N 2_F 1_N 1_F 2_N 1_F 1_N a_F 1_N 4_F 1_N 1_F \
    1_N 1_F 6_N 1_F 4_N 1_F 1_N 1_F 1_N 1_F 1_N 3_F 1_N 2_F 1_N 1_F 2_N 1_F 1_N 1_F 1_N 1_F 1_N 1_F 1_N 1_F 1_N 2_F \
    1_N 1_F 2_N 4_F 1_N 7_F 1_N 4_F 1_N 4_F 1_N 1_F 1_N a_F 1_N 11_F 5_N 3_F 1_N 5_F 1_N 11_F 34_N 2_F 10e_N 4_W 1_N \
    27_F 4_N 64_F c_N f_F 2_N f_F 1_N e_W 1_F 1_N 25_F a_A b_N 5_A 1e_N 2_A 3a_N 6_A 1e_W 1_A 2_W a_A 12_N 1_F 38_N \
    1a_W 3_F d_W 2c_F 4_W 9_F 7_W 2_F e_W 6_F 9a_W 21_N c_W 9_N 1_W 46_N 1_W 16_N c_W 2b_N 4_W 5_N c_W 11_N 3_W 1_N \
    3_W 47_N 1_W 1_N 1_W bb_N 2_W 3f_N d_W 4_N 1_W 18_N 12_W 1_N 1a_W 2_N d_W 1_N 56_W 55_N 30_W 46_N 6_W 1_N 3_W \
    3_N 2_W 3_F 5_W 3_N b_W 2_F 3_N 4_W 9_F 3_N 74_F c_N 59_F 7_W c_F 4_W 1_F f_N c_F 4_N 38_F 8_N a_F 6_N 28_F 8_N \
    1e_F 2_N 2_F 4e_N c_W 2f_N 1_W a_N 1_W b9_N 54_F c_N e_F 2_W 5_F 3_W 5_F 3_W 7_F 9_W 1d_F 3_W b_F 5_W 6_F a_W \
    a_F 6_W 8_F 8_W 7_F 9_N 93_F 1_N 37_F 25_N a_F 406_W a6e0_F 20_W 1039_F 7_W de_F 2_W 1682_F e_W 1d31_F c1f_W \
    21e_F 5e2_W 134b_F aecb6_N 1_F 1e_N 60_F 80_A f0_F fe10_A fffe_F 2_A fffe_F
    """
