#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {

void add_protocol_seeds(Corpora& corpora) {
  for (const unsigned kind : {0u, 1u, 2u}) {
    for (const unsigned fits : {0u, 1u, 3u}) {
      corpora.add("halves", "kind-" + std::to_string(kind) + "-fits-" + std::to_string(fits),
                  Parts().byte(kind).byte(fits).part(Bytes(40, 0x5a)).bytes(Bytes(60, 0xc3)));
    }
  }
  enum { kPass, kAlter, kWrite };
  for (const unsigned side : {0u, 1u}) {
    const std::string name = side == 0 ? "service" : "hospital";
    const auto begun = [&] {
      return Parts().byte(side);
    };
    corpora.add("turns", name + "-honest", begun().byte(kPass).byte(kPass).byte(kPass));
    corpora.add("turns", name + "-altered-first", begun().byte(kAlter).part(Bytes(20, 0xff)));
    corpora.add(
        "turns", name + "-altered-later",
        begun().byte(kPass).byte(kAlter).part(Bytes(9, 1)).byte(kAlter).part(Bytes(3, 4)));
    corpora.add("turns", name + "-written", begun().byte(kWrite).part(Bytes(11, 8)));
    corpora.add("turns", name + "-empty", begun().byte(kPass).byte(kWrite).part({}));
  }
}

}  // namespace medisc::fuzz
