#include "fuzz/seeds/seeds.hpp"
#include "messages/codec.hpp"
#include "messages/frame.hpp"
#include "messages/plan_codec.hpp"
#include "tests/messages/samples.hpp"
#include "tests/plan/sample_plan.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::fuzz {
namespace {

std::string file_name(const Message& message) {
  std::string name = message_name(message);
  for (char& c : name) c = c == ' ' ? '-' : c;
  return name;
}

void add_messages(Corpora& corpora) {
  Bytes stream;
  for (const Message& message : samples::all_messages()) {
    const Bytes bytes = encode(message);
    corpora.add("message", file_name(message), bytes);
    append_frame(stream, bytes);
  }
  corpora.add("message", "piece", encode(Turn{{1, 2, 3}, false}));
  const Bytes offer = encode(PlanOffer{"images", sample_graph()});
  corpora.add("message", "plan-offer-graph", offer);
  corpora.add("frames", "every-message", Parts().byte(1).byte(6).bytes(stream));
  corpora.add("frames", "cut", Parts().byte(0).byte(0).bytes(std::span(stream).first(500)));
  Bytes long_one;
  append_frame(long_one, Bytes(5000, 7));
  corpora.add("frames", "over-the-limit", Parts().byte(0).byte(255).bytes(long_one));
  corpora.add("frames", "empty-message", Parts().byte(0).byte(3).bytes(Bytes(4)));
}

void add_plans(Corpora& corpora) {
  corpora.add("plan", "every-field", encode_plan(sample_plan()));
  corpora.add("plan", "every-step", encode_plan(sample_graph()));
  corpora.add("plan", "small", encode_plan(test::small_plan()));
  corpora.add("plan", "labels", encode_plan(samples::plan()));
  Plan wide = sample_graph();
  wide.ring_bits = 64;
  wide.input.centre = {0.5, -1};
  wide.input.factor = {2, 4};
  corpora.add("plan", "normalised", encode_plan(wide));
  Plan label = test::small_plan();
  label.steps.pop_back();
  label.output = Output::kLabel;
  corpora.add("plan", "label", encode_plan(label));
}

void add_handshakes(Corpora& corpora) {
  enum { kWrite, kPass, kAlter, kCut };
  for (const unsigned side : {0u, 1u}) {
    const std::string name = side == 0 ? "initiator" : "responder";
    const auto begun = [&] {
      return Parts().byte(side);
    };
    corpora.add("handshake", name + "-meets",
                begun().byte(kPass).byte(0).byte(kPass).byte(0).byte(kPass).byte(0));
    corpora.add("handshake", name + "-altered-hello",
                begun().byte(kAlter).byte(48).byte(1).byte(kPass).byte(0));
    corpora.add("handshake", name + "-altered-proof",
                begun().byte(kPass).byte(0).byte(kAlter).byte(60).byte(128));
    corpora.add("handshake", name + "-cut", begun().byte(kCut).byte(40));
    corpora.add("handshake", name + "-is-told",
                begun().byte(kWrite).part(encode(samples::all_messages()[2])));
    corpora.add("handshake", name + "-stranger",
                begun().byte(kWrite).part(encode(samples::all_messages()[0])));
  }
}

void add_sealed(Corpora& corpora) {
  enum { kWritten, kSealed, kChunk };
  const auto id = samples::counting<BundleId>(5);
  corpora.add("sealed_box", "written",
              Parts().byte(kWritten).bytes(id).byte(1).bytes(Bytes(80, 9)));
  corpora.add("sealed_box", "too-short", Parts().byte(kWritten).bytes(id).byte(0));
  for (const unsigned changes : {0u, 1u, 2u, 4u, 8u}) {
    corpora.add("sealed_box", "sealed-changes-" + std::to_string(changes),
                Parts().byte(kSealed).bytes(id).byte(1).byte(changes).byte(40).byte(2).bytes(
                    Bytes(32, 3)));
  }
  for (const unsigned changes : {0u, 1u, 2u, 4u}) {
    corpora.add("sealed_box", "chunk-changes-" + std::to_string(changes),
                Parts()
                    .byte(kChunk)
                    .bytes(Bytes(32, 3))
                    .byte(5)
                    .byte(changes)
                    .byte(20)
                    .byte(2)
                    .bytes(Bytes(70, 8)));
  }
}

}  // namespace

void add_message_seeds(Corpora& corpora) {
  add_messages(corpora);
  add_plans(corpora);
  add_handshakes(corpora);
  add_sealed(corpora);
}

}  // namespace medisc::fuzz
