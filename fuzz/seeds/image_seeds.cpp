#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {

void add_image_seeds(Corpora& corpora) {
  for (const std::string name :
       {"ct", "ct_implicit", "ct_big_endian", "ct_deflated", "ct_rle", "ct_jpeg_sv1",
        "ct_jpegls", "ct_j2k_unsigned_stream", "cr12_jpeg_extended", "us8_jpeg_baseline",
        "enhanced", "frames_rle", "palette", "ybr_422", "rgb_j2k", "rgb_jpeg_baseline",
        "tables"}) {
    corpora.add("image", name, file_text("tests/imaging/files/" + name + ".dcm"));
  }
  for (const std::string name : {"grey2_interlaced", "grey16", "palette4_transparent",
                                 "rgba_opaque", "rgb16_interlaced"}) {
    corpora.add("image", name + "-png", file_text("tests/imaging/files/" + name + ".png"));
  }
}

}  // namespace medisc::fuzz
