/// Writes the committed corpora.
///   write_fuzz_seeds FOLDER    scripts/build release write_fuzz_seeds, then with fuzz/corpus
#include <cstdio>

#include "fuzz/seeds/seeds.hpp"

int main(int argc, char** argv) {
  using namespace medisc::fuzz;
  if (argc != 2) {
    std::fprintf(stderr, "medisc: write_fuzz_seeds FOLDER\n");
    return 2;
  }
  Corpora corpora(argv[1]);
  add_channel_seeds(corpora);
  add_config_seeds(corpora);
  add_dicom_seeds(corpora);
  add_gateway_seeds(corpora);
  add_image_seeds(corpora);
  add_import_seeds(corpora);
  add_manifest_seeds(corpora);
  add_message_seeds(corpora);
  add_protocol_seeds(corpora);
  add_record_seeds(corpora);
  return 0;
}
