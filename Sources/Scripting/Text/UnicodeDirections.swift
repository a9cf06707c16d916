// SPDX-License-Identifier: Apache-2.0

// Written by scripts/unicode-tables; do not edit.

/// Distance to the range before, in hex, and the bidirectional class, - for none.
let unicodeDirections: StaticString = """
    0_BN 9_S 1_B 1_S 1_WS 1_B 1_BN e_B 3_S 1_WS 1_ON 2_ET 3_ON 5_ES 1_CS 1_ES 1_CS 2_EN a_CS 1_ON 6_L 1a_ON 6_L \
    1a_ON 4_BN 6_B 1_BN 1a_CS 1_ON 1_ET 4_ON 4_L 1_ON 2_BN 1_ON 2_ET 2_EN 2_ON 1_L 1_ON 3_EN 1_L 1_ON 5_L 17_ON 1_L \
    1f_ON 1_L 1c1_ON 2_L 7_ON e_L 2_ON e_L 5_ON 9_L 1_ON 11_NSM 70_L 4_ON 2_L 2_- 2_L 4_ON 1_L 1_- 4_ON 2_L 1_ON 1_L \
    3_- 1_L 1_- 1_L 14_- 1_L 53_ON 1_L 8c_NSM 7_L a6_- 1_L 26_- 2_L 31_ON 1_- 2_ON 2_ET 1_- 1_NSM 2d_R 1_NSM 1_R \
    1_NSM 2_R 1_NSM 2_R 1_NSM 1_- 8_R 1b_- 4_R 6_- b_AN 6_ON 2_AL 1_ET 2_AL 1_CS 1_AL 1_ON 2_NSM b_AL 30_NSM 15_AN \
    a_ET 1_AN 2_AL 3_NSM 1_AL 65_NSM 7_AN 1_ON 1_NSM 6_AL 2_NSM 2_ON 1_NSM 4_AL 2_EN a_AL 14_- 1_AL 2_NSM 1_AL \
    1e_NSM 1b_- 2_AL 59_NSM b_AL 1_- e_R 2b_NSM 9_R 2_ON 4_R 1_- 2_NSM 1_R 18_NSM 4_R 1_NSM 9_R 1_NSM 3_R 1_NSM 5_- \
    2_R f_- 1_R 19_NSM 3_- 2_R 1_- 1_AL b_- 5_AL 1f_- 1_AN 2_- 6_NSM 8_AL 2a_NSM 18_AN 1_NSM 20_L 37_NSM 1_L 1_NSM \
    1_L 4_NSM 8_L 4_NSM 1_L 3_NSM 7_L a_NSM 2_L 1d_NSM 1_L 2_- 1_L 8_- 2_L 2_- 2_L 16_- 1_L 7_- 1_L 1_- 3_L 4_- \
    2_NSM 1_L 4_NSM 4_- 2_L 2_- 2_L 2_NSM 1_L 1_- 8_L 1_- 4_L 2_- 1_L 3_NSM 2_- 2_L c_ET 2_L 7_ET 1_L 2_NSM 1_- \
    2_NSM 2_L 1_- 1_L 6_- 4_L 2_- 2_L 16_- 1_L 7_- 1_L 2_- 1_L 2_- 1_L 2_- 2_NSM 1_- 1_L 3_NSM 2_- 4_NSM 2_- 2_NSM \
    3_- 3_NSM 1_- 7_L 4_- 1_L 1_- 7_L a_NSM 2_L 3_NSM 1_L 1_- a_NSM 2_L 1_- 1_L 9_- 1_L 3_- 1_L 16_- 1_L 7_- 1_L 2_- \
    1_L 5_- 2_NSM 1_L 4_NSM 5_- 1_NSM 2_L 1_- 1_L 2_NSM 1_- 2_L 1_- f_L 2_NSM 2_- 2_L b_ET 1_- 7_L 1_NSM 6_- 1_NSM \
    1_L 2_- 1_L 8_- 2_L 2_- 2_L 16_- 1_L 7_- 1_L 2_- 1_L 5_- 2_NSM 1_L 2_NSM 1_L 1_NSM 4_- 2_L 2_- 2_L 2_NSM 1_- \
    7_NSM 2_L 1_- 4_L 2_- 1_L 3_NSM 2_- 2_L 12_- a_NSM 1_L 1_- 1_L 6_- 3_L 3_- 1_L 4_- 3_L 2_- 1_L 1_- 1_L 2_- 3_L \
    2_- 3_L 3_- 3_L c_- 4_L 2_NSM 1_L 2_- 3_L 3_- 1_L 3_NSM 1_- 2_L 1_- 6_L 1_- e_L d_ON 6_ET 1_ON 1_- 5_NSM 1_L \
    3_NSM 1_L 8_- 1_L 3_- 1_L 17_- 1_L 10_- 2_NSM 1_L 1_NSM 3_L 4_- 1_NSM 3_- 1_NSM 4_- 7_NSM 2_- 1_L 3_- 2_L 1_- \
    2_L 2_NSM 2_- 2_L a_- 7_L 1_ON 7_L 2_NSM 1_L b_- 1_L 3_- 1_L 17_- 1_L a_- 1_L 5_- 2_NSM 1_L 8_- 1_L 3_- 1_L \
    2_NSM 2_- 7_L 2_- 6_L 2_- 1_L 2_NSM 2_- 2_L a_- 1_L 2_- d_NSM 2_L b_- 1_L 3_- 1_L 29_NSM 2_L 4_NSM 4_- 1_L 3_- \
    1_L 3_NSM 1_L 2_- 4_L e_NSM 2_- 2_L 1a_- 1_NSM 1_L 2_- 1_L 12_- 3_L 18_- 1_L 9_- 1_L 1_- 2_L 7_- 3_NSM 1_- 4_L \
    3_NSM 3_- 1_NSM 1_- 1_L 8_- 6_L a_- 2_L 3_- c_L 30_NSM 1_L 2_NSM 7_- 4_ET 1_L 7_NSM 8_L d_- 25_L 2_- 1_L 1_- 1_L \
    5_- 1_L 18_- 1_L 1_- 1_L a_NSM 1_L 2_NSM 9_L 1_- 2_L 5_- 1_L 1_- 1_NSM 6_- 2_L a_- 2_L 4_- 20_L 18_NSM 2_L \
    1b_NSM 1_L 1_NSM 1_L 1_NSM 1_ON 4_L a_- 1_L 24_- 4_NSM e_L 1_NSM 5_L 1_NSM 2_L 5_NSM b_- 1_NSM 24_- 1_L 8_NSM \
    1_L 6_- 1_L d_- 25_L 2d_NSM 4_L 1_NSM 6_L 1_NSM 2_L 2_NSM 2_L 19_NSM 2_L 4_NSM 3_L 10_NSM 4_L d_NSM 1_L 2_NSM \
    2_L 6_NSM 1_L f_NSM 1_L 28_- 1_L 1_- 5_L 1_- 2_L 179_- 1_L 4_- 2_L 7_- 1_L 1_- 1_L 4_- 2_L 29_- 1_L 4_- 2_L 21_- \
    1_L 4_- 2_L 7_- 1_L 1_- 1_L 4_- 2_L f_- 1_L 39_- 1_L 4_- 2_L 43_- 2_NSM 3_L 1d_- 3_L 10_ON a_- 6_L 56_- 2_L 6_- \
    2_ON 1_L 27f_WS 1_L 1a_ON 2_- 3_L 59_- 7_L 12_NSM 3_L 1_- 9_L 13_NSM 2_L 3_- 9_L 12_NSM 2_- c_L d_- 1_L 3_- \
    1_NSM 2_- c_L 34_NSM 2_L 1_NSM 7_L 8_NSM 1_L 2_NSM b_L 7_ET 1_L 1_NSM 1_- 2_L a_- 6_ON a_- 6_ON b_NSM 3_BN 1_NSM \
    1_L a_- 6_L 59_- 7_L 5_NSM 2_L 22_NSM 1_L 1_- 5_L 46_- a_L 1f_- 1_NSM 3_L 4_NSM 2_L 3_- 4_L 2_NSM 1_L 6_NSM 3_- \
    4_ON 1_- 3_ON 2_L 28_- 2_L 5_- b_L 2c_- 4_L 1a_- 6_L b_- 3_ON 22_L 17_NSM 2_L 2_NSM 1_- 2_L 38_NSM 1_L 1_NSM 7_- \
    1_NSM 1_L 1_NSM 1_L 2_NSM 8_L 6_NSM a_- 2_NSM 1_L a_- 6_L a_- 6_L e_- 2_NSM 1f_- 31_NSM 4_L 30_NSM 1_L 1_NSM 5_L \
    1_NSM 1_L 5_NSM 1_L a_- 3_L 1b_NSM 9_L b_- 1_NSM 2_L 20_NSM 4_L 2_NSM 2_L 1_NSM 3_L 38_NSM 1_L 1_NSM 2_L 3_NSM \
    1_L 1_NSM 3_L 2_- 8_L 30_NSM 8_L 2_NSM 2_- 3_L f_- 3_L 3c_- 7_L 2b_- 2_L b_- 8_NSM 3_L 1_NSM d_L 1_NSM 7_L 4_NSM \
    1_L 6_NSM 1_L 3_NSM 2_L 1_- 5_L c0_NSM 40_L 116_- 2_L 6_- 2_L 26_- 2_L 6_- 2_L 8_- 1_L 1_- 1_L 1_- 1_L 1_- 1_L \
    1f_- 2_L 35_- 1_L 7_ON 1_L 1_ON 3_L 3_- 1_L 7_ON 3_L 4_- 2_L 6_- 1_ON 3_L d_ON 3_- 2_L 3_- 1_L 7_ON 2_- 1_WS \
    b_BN 3_L 1_R 1_ON 18_WS 1_B 1_LRE 1_RLE 1_PDF 1_LRO 1_RLO 1_CS 1_ET 5_ON f_CS 1_ON 1a_WS 1_BN 5_- 1_LRI 1_RLI \
    1_FSI 1_PDI 1_BN 6_EN 1_L 1_- 2_EN 6_ES 2_ON 3_L 1_EN a_ES 2_ON 3_- 1_L d_- 3_ET 21_- f_NSM 21_- f_ON 2_L 1_ON \
    4_L 1_ON 2_L a_ON 1_L 1_ON 3_L 5_ON 6_L 1_ON 1_L 1_ON 1_L 1_ON 1_L 4_ET 1_L b_ON 2_L 4_ON 5_L 5_ON 4_L 2_ON 10_L \
    29_ON 3_- 4_ON 82_ES 1_ET 1_ON 122_L 45_ON 1a_L 1_ON 91_- 19_ON b_- 15_ON 28_EN 14_L 4e_ON 1c2_L 1_ON 153_L \
    100_ON 274_- 2_ON 20_- 1_ON 69_L e5_ON 6_L 4_NSM 3_L 2_- 5_ON 7_L 26_- 1_L 1_- 5_L 1_- 2_L 38_- 7_L 2_- e_NSM \
    1_L 17_- 9_L 7_- 1_L 7_- 1_L 7_- 1_L 7_- 1_L 7_- 1_L 7_- 1_L 7_- 1_L 7_- 1_NSM 20_ON 5e_- 22_ON 1a_- 1_ON 59_- \
    c_ON d6_- 1a_ON c_- 4_WS 1_ON 4_L 3_ON 19_L 9_NSM 4_L 2_ON 1_L 5_ON 2_L 5_ON 3_- 1_L 56_- 2_NSM 2_ON 2_L 3_ON \
    1_L 5a_ON 1_L 4_- 5_L 2b_- 1_L 5e_- 1_L 30_ON 24_- c_L 2d_ON 2_- 1_L 30_ON 10_L 1c_ON 3_L 32_ON f_L c_ON 4_L \
    a7_ON 4_L 63_ON 2_L 1f_ON 1_L 19c0_ON 40_L 568d_- 3_ON 37_- 9_L 13d_ON 3_L 1c_- 14_L 2f_NSM 4_ON 1_NSM a_ON 2_L \
    1e_NSM 2_L 50_NSM 2_L 6_- 8_ON 22_L 66_ON 1_L 42_- 5_L 2_- 1_L 1_- 1_L 5_- 18_L 10_NSM 1_L 3_NSM 1_L 4_NSM 1_L \
    19_NSM 2_L 1_ON 4_NSM 1_- 3_L 8_ET 2_- 6_L 34_ON 4_- 8_L 44_NSM 2_- 8_L c_- 6_NSM 12_L d_NSM 1_L 26_NSM 8_L \
    19_NSM b_L 2_- b_L 1e_- 3_NSM 3_L 30_NSM 1_L 2_NSM 4_L 2_NSM 2_L 10_- 1_L b_- 4_L 7_NSM 1_L 19_- 1_L 29_NSM 6_L \
    2_NSM 2_L 2_NSM 2_- 9_L 3_NSM 1_L 8_NSM 1_L 1_- 2_L a_- 2_L 20_NSM 1_L 33_NSM 1_L 1_NSM 3_L 2_NSM 2_L 5_NSM 2_L \
    1_NSM 1_L 1_- 18_L 11_NSM 2_L 8_NSM 1_- a_L 6_- 2_L 6_- 2_L 6_- 9_L 7_- 1_L 7_- 1_L 3a_ON 2_- 4_L 75_NSM 1_L \
    2_NSM 1_L 4_NSM 1_- 2_L a_- 6_L 2ba4_- c_L 17_- 4_L 31_- 4_L 226e_- 2_L 6a_- 26_L 7_- c_L 5_- 5_R 1_NSM 1_R a_ES \
    1_R d_- 1_R 5_- 1_R 1_- 1_R 2_- 1_R 2_- 1_R a_AL 73_- 10_AL 16b_ON 12_AL 40_- 2_AL 36_- 7_ON 1_- 20_AL d_ON \
    3_NSM 10_ON a_- 6_NSM 10_ON 20_CS 1_ON 1_CS 1_- 1_ON 1_CS 1_ON 9_ET 1_ON 2_ES 2_ON 3_- 1_ON 1_ET 2_ON 1_- 4_AL \
    5_- 1_AL 87_- 2_BN 1_- 1_ON 2_ET 3_ON 5_ES 1_CS 1_ES 1_CS 2_EN a_CS 1_ON 6_L 1a_ON 6_L 1a_ON b_L 59_- 3_L 6_- \
    2_L 6_- 2_L 6_- 2_L 3_- 3_ET 2_ON 3_ET 2_- 1_ON 7_- a_ON 5_- 2_L c_- 1_L 1a_- 1_L 13_- 1_L 2_- 1_L f_- 2_L e_- \
    22_L 7b_- 5_L 1_ON 1_L 1_- 4_L 2d_- 3_L 9_ON 4d_L 2_- 1_ON d_- 3_ON 1_- 2f_L 2d_NSM 1_- 82_L 1d_- 3_L 31_- f_NSM \
    1_EN 1b_- 4_L 24_- 9_L 1e_- 5_L 26_NSM 5_- 5_L 1e_- 1_L 25_- 4_L e_- 2a_L 9e_- 2_L a_- 6_L 24_- 4_L 24_- 4_L \
    28_- 8_L 34_- b_L c_- 1_L f_- 1_L 7_- 1_L 2_- 1_L b_- 1_L f_- 1_L 7_- 1_L 2_- 43_L 137_- 9_L 16_- a_L 8_- 18_L \
    6_- 1_L 2a_- 1_L 9_- 45_R 6_- 2_R 1_- 1_R 2c_- 1_R 2_- 3_R 1_- 2_R 17_- 1_R 48_- 8_R 9_- 30_R 13_- 1_R 2_- 5_R \
    21_- 3_ON 1_R 1a_- 5_R 1_- 40_R 38_- 4_R 14_- 2_R 2f_NSM 3_- 1_NSM 2_- 5_NSM 4_R 4_- 1_R 3_- 1_R 1d_- 2_NSM 3_- \
    4_NSM 1_R 9_- 7_R 9_- 7_R 40_- 20_R 25_NSM 2_- 4_R c_- 9_R 36_- 3_ON 7_R 16_- 2_R 1b_- 5_R 1a_- 7_R 4_- c_R 7_- \
    50_R 49_- 37_R 33_- d_R 33_- 7_R 6_AL 24_NSM 4_- 8_AN a_- 126_AN 1f_- 1_R 2a_- 1_NSM 2_R 1_- 2_R 2_- 4e_R 28_- \
    8_AL 16_NSM b_AL 9_- 16_R 12_NSM 4_R 4_- 26_R 1c_- 14_R 17_- 9_L 1_NSM 1_L 36_NSM f_L 7_- 4_ON 14_L a_NSM 1_L \
    2_NSM 2_L 1_- 9_NSM 3_L 31_NSM 4_L 2_NSM 2_L 7_NSM 1_- a_L 1_- 2_L 19_- 7_L a_- 6_NSM 3_L 24_NSM 5_L 1_NSM 8_- \
    1_L 12_- 8_L 23_NSM 1_L 3_- 9_NSM 2_L 34_NSM 9_L a_NSM 4_L 2_NSM 1_L 10_- 1_L 14_- b_L 12_- 1_L 1c_NSM 3_L 2_NSM \
    1_L 1_NSM 2_L 6_NSM 1_- 41_L 7_- 1_L 1_- 1_L 4_- 1_L f_- 1_L b_- 6_L 2f_NSM 1_L 3_NSM 8_- 5_L a_- 6_NSM 2_L 2_- \
    1_L 8_- 2_L 2_- 2_L 16_- 1_L 7_- 1_L 2_- 1_L 5_- 1_NSM 2_L 3_NSM 1_L 4_- 2_L 2_- 2_L 3_- 2_L 1_- 6_L 1_- 5_L 7_- \
    2_NSM 7_- 3_NSM 5_- 8b_L 38_NSM 8_L 2_NSM 3_L 1_NSM 1_L 15_- 1_L 1_NSM 1_L 3_- 1e_L 33_NSM 6_L 1_NSM 1_L 4_NSM \
    2_L 1_NSM 2_L 4_- 8_L a_- a6_L 32_NSM 4_- 2_L 4_NSM 2_L 1_NSM 2_L 1b_NSM 2_- 22_L 33_NSM 8_L 2_NSM 1_L 1_NSM 2_L \
    4_- b_L a_- 6_ON d_- 13_L 2b_NSM 1_L 1_NSM 1_L 2_NSM 6_L 1_NSM 1_L 2_- 6_L a_- 36_L 1b_- 2_NSM 3_L 2_NSM 4_L \
    1_NSM 5_- 4_L 17_- b9_L 2f_NSM 9_L 1_NSM 2_L 1_- 64_L 53_- c_L 8_- 2_L 1_- 2_L 8_- 1_L 2_- 1_L 1e_- 1_L 2_- \
    2_NSM 2_L 1_NSM 1_L 4_NSM 1_L 3_- 9_L a_- 46_L 8_- 2_L 2a_NSM 4_- 2_NSM 2_L 4_NSM 1_L 4_- 1b_L 1_NSM 6_L 2_NSM \
    2_L 28_NSM 6_L 2_NSM 4_L 8_NSM 1_- 8_L 1_NSM 6_L 2_NSM 3_L 2e_NSM d_L 1_NSM 2_L 9_- d_L 49_- 107_L 9_- 1_L \
    26_NSM 7_- 1_NSM 6_L 8_- a_L 1d_- 3_L 20_- 2_NSM 16_- 1_L 1_NSM 7_L 1_NSM 2_L 1_NSM 2_- 49_L 7_- 1_L 2_- 1_L \
    26_NSM 6_- 3_NSM 1_- 1_NSM 2_- 1_NSM 7_L 1_NSM 1_- 8_L a_- 6_L 6_- 1_L 2_- 1_L 25_- 1_NSM 2_- 1_L 2_NSM 1_L \
    1_NSM 1_L 1_- 7_L a_- 136_L 13_NSM 2_L 4_- b7_L 1_- f_L 15_ON 8_ET 4_ON 11_- d_L 39b_- 66_L 6f_- 1_L 5_- b_L \
    c4_- a4c_L 63_- d_L 42f_- 1_L 9_- fc7_L 247_- 21b9_L 239_- 7_L 1f_- 1_L a_- 4_L 51_- 1_L a_- 6_L 1e_- 2_NSM 5_L \
    1_- a_L 30_NSM 7_L f_- a_L a_- 1_L 7_- 1_L 15_- 5_L 13_- 2b0_L 5b_- 65_L 4b_- 4_NSM 1_L 38_- 7_NSM 4_L d_- 40_L \
    2_ON 1_L 1_NSM 1_- b_L 2_- e_L 17f8_- 8_L 4d6_- 2a_L 9_- 22e7_L 4_- 1_L 7_- 1_L 2_- 1_L 123_- 2d_L 3_- 11_L 4_- \
    8_L 18c_- 904_L 6b_- 5_L d_- 3_L 9_- 7_L a_- 2_L 1_NSM 2_L 1_BN 4_- 125c_NSM 2e_- 2_NSM 17_- 9_L 74_- 3c_L f6_- \
    a_L 27_- 2_L 3e_NSM 3_L 9_BN 8_NSM 8_L 2_NSM 7_L 1e_NSM 4_L 3b_ON 2_- 15_ON 42_NSM 3_ON 1_- 9a_L 14_- c_ON 57_- \
    9_L 19_- 87_L 55_- 1_L 47_- 1_L 2_- 2_L 1_- 2_L 2_- 2_L 4_- 1_L c_- 1_L 1_- 1_L 7_- 1_L 41_- 1_L 4_- 2_L 8_- 1_L \
    7_- 1_L 1c_- 1_L 4_- 1_L 5_- 1_L 1_- 3_L 7_- 1_L 154_- 2_L 33_ON 1_L 39_ON 1_L 39_ON 1_L 39_ON 1_L 39_ON 1_L 8_- \
    2_EN 32_L 200_NSM 37_L 4_NSM 32_L 8_NSM 1_L e_NSM 1_L 7_- f_NSM 5_- 1_NSM f_- 450_L 1f_- e1_NSM 7_- 1_NSM 11_- \
    2_NSM 7_- 1_NSM 2_- 1_NSM 5_- d5_L 2d_- 3_NSM 7_L 7_- 2_L a_- 4_L 2_- 140_L 1e_NSM 1_- 11_L 2c_NSM 4_L a_- 5_ET \
    1_- 4e0_L 7_- 1_L 4_- 1_L 2_- 1_L f_- 1_R c5_- 2_R 9_NSM 7_- 29_R 44_NSM 7_R 1_- 4_R a_- 4_R 2_- 311_AL 44_- \
    4c_AL 3d_- c2_AL 4_- 1_AL 1b_- 1_AL 2_- 1_AL 1_- 2_AL 1_- 1_AL a_- 1_AL 4_- 1_AL 1_- 1_AL 1_- 6_AL 1_- 4_AL 1_- \
    1_AL 1_- 1_AL 1_- 1_AL 3_- 1_AL 2_- 1_AL 1_- 2_AL 1_- 1_AL 1_- 1_AL 1_- 1_AL 1_- 1_AL 1_- 1_AL 2_- 1_AL 1_- 2_AL \
    4_- 1_AL 7_- 1_AL 4_- 1_AL 4_- 1_AL 1_- 1_AL a_- 1_AL 11_- 5_AL 3_- 1_AL 5_- 1_AL 11_- 34_ON 2_- 10e_ON 2c_- \
    4_ON 64_- c_ON f_- 2_ON f_- 1_ON f_- 1_ON 25_- a_EN b_ON 5_L 1f_ON 1_L 3a_ON 6_L 3d_ON 1_- 38_L 1d_- d_L 2c_- \
    4_L 9_- 7_L 2_- e_ON 6_- 9a_ON 3d8_- 5_ON 10_- 3_ON d_- 3_ON 74_- c_ON 59_- 7_ON c_- 4_ON 1_- f_ON c_- 4_ON 38_- \
    8_ON a_- 6_ON 28_- 8_ON 1e_- 2_ON 2_- 4e_ON 154_- c_ON e_- 2_ON 5_- 3_ON 5_- 3_ON 7_- 9_ON 1d_- 3_ON b_- 5_ON \
    6_- a_ON a_- 6_ON 8_- 8_ON 7_- 9_ON 93_- 1_ON 37_- 25_EN a_- 406_L a6e0_- 20_L 1039_- 7_L de_- 2_L 1682_- e_L \
    1d31_- c1f_L 21e_- 5e2_L 134b_- aecb6_BN 1_- 1e_BN 60_- 80_NSM f0_- fe10_L fffe_- 2_L fffe_-
    """
