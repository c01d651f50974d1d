#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {
namespace {

/// Of nobody: a certificate for a hundred years and its key.
constexpr const char* kParty = "fuzz/seeds/party.pem";

void add_credentials(Corpora& corpora) {
  const std::string text = file_text(kParty);
  corpora.add("credentials", "party", Parts().byte(0).text(text));
  corpora.add("credentials", "authority", Parts().byte(1).text(text));
  corpora.add("credentials", "chain", Parts().byte(1).text(text + text));
  corpora.add("credentials", "cut", Parts().byte(0).text(text.substr(0, text.size() / 2)));
  corpora.add("credentials", "passphrase",
              Parts().byte(0).text(text).text("Proc-Type: 4,ENCRYPTED\n"));
  corpora.add("credentials", "empty", Parts().byte(0));
}

struct Forged {
  std::size_t at;
  unsigned skipped;
  Bytes written;
};

void add_sessions(Corpora& corpora) {
  const auto add = [&](const std::string& name, unsigned client, unsigned piece,
                       const Forged& forged) {
    corpora.add("tls", name,
                Parts()
                    .byte(client)
                    .byte(piece)
                    .byte(static_cast<unsigned>(forged.at >> 8))
                    .byte(static_cast<unsigned>(forged.at & 0xff))
                    .byte(forged.skipped)
                    .part(forged.written)
                    .bytes(Bytes(100, 0x42)));
  };
  const Forged none{0xffff, 0, {}};
  for (const unsigned client : {0u, 1u}) {
    const std::string name = client == 0 ? "server" : "client";
    add(name + "-honest", client, 255, none);
    add(name + "-in-pieces", client, 0, none);
    add(name + "-no-tls", client, 4, {0, 7, {0x90, 0, 0, 0}});
    add(name + "-alert", client, 4, {0, 0, {0x15, 3, 3, 0, 2, 2, 0x46}});
    add(name + "-altered-hello", client, 4, {60, 1, {0}});
    add(name + "-altered-later", client, 4, {700, 2, {1, 2}});
    add(name + "-noise", client, 4, {300, 0, Bytes(40, 0x17)});
  }
}

}  // namespace

void add_channel_seeds(Corpora& corpora) {
  add_credentials(corpora);
  add_sessions(corpora);
}

}  // namespace medisc::fuzz
