// Messages: what decodes is within the limits of message.hpp, and encodes to what decodes
// equal.
#include <algorithm>
#include <set>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "messages/codec.hpp"

namespace medisc::fuzz {
namespace {

bool is_name(const std::string& text) {
  return text.size() <= kMaxName && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

bool are_distinct(const std::vector<BundleId>& ids) {
  return ids.size() <= kMaxIds && std::set(ids.begin(), ids.end()).size() == ids.size();
}

template <class Named>
std::vector<BundleId> ids_of(const std::vector<Named>& named) {
  std::vector<BundleId> ids;
  for (const Named& each : named) ids.push_back(each.id);
  return ids;
}

/// Whether a message is what message.hpp says that it is.
struct WithinLimits {
  bool operator()(const Refusal& refusal) const {
    return refusal.code.size() <= kMaxName && refusal.context.size() <= kMaxRefusalText &&
           refusal.hint.size() <= kMaxRefusalText;
  }
  bool operator()(const RegisterPlan& message) const { return holds(message); }
  bool operator()(const PlanOffer& message) const { return holds(message); }
  bool operator()(const PlanRequest& message) const {
    return is_name(message.model) && !message.model.empty();
  }
  bool operator()(const BundleRequest& request) const {
    return request.limit <= kMaxIds && are_distinct(request.ids);
  }
  bool operator()(const BundleGrant& grant) const { return are_distinct(ids_of(grant.halves)); }
  bool operator()(const BundleReceipt& receipt) const { return are_distinct(receipt.ids); }
  bool operator()(const Prepare& prepare) const {
    return are_distinct(ids_of(prepare.bundles));
  }
  bool operator()(const Prepared& prepared) const { return are_distinct(prepared.ids); }
  bool operator()(const OpenSession& session) const { return are_some(session.ids); }
  bool operator()(const BundlesSpent& spent) const { return are_some(spent.ids); }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }

 private:
  static bool are_some(const std::vector<BundleId>& ids) {
    return !ids.empty() && are_distinct(ids);
  }
  template <class OfPlan>
  static bool holds(const OfPlan& message) {
    return is_name(message.model) && !message.model.empty() && validate(message.plan) &&
           std::ranges::all_of(message.plan.manifest.outcome.labels, is_name) &&
           std::ranges::all_of(message.plan.steps, is_name, &Step::name);
  }
};

void check_turn_reader(std::span<const std::uint8_t> bytes, const Result<Message>& decoded) {
  const Bytes aligned(bytes.begin(), bytes.end());
  const auto view = view_turn(aligned);
  const auto* turn = decoded ? std::get_if<Turn>(&*decoded) : nullptr;
  if (turn == nullptr) {
    require(!view || !view->has_value(), "what is no turn has no payload");
    require(view || !decoded, "a turn's reader fails on what is no message");
    return;
  }
  require(view && view->has_value() && std::ranges::equal((*view)->payload, turn->payload) &&
              (*view)->last == turn->last,
          "both readers of a turn agree");
  const TurnEnvelope envelope(turn->payload.size(), turn->last);
  Bytes built(envelope.head().begin(), envelope.head().end());
  built.insert(built.end(), turn->payload.begin(), turn->payload.end());
  built.insert(built.end(), envelope.padding().begin(), envelope.padding().end());
  require(built == encode(*turn), "both writers of a turn agree");
}

void check_unaligned(std::span<const std::uint8_t> bytes, const Result<Message>& decoded) {
  Bytes shifted{0};
  shifted.insert(shifted.end(), bytes.begin(), bytes.end());
  const auto again = decode(std::span(shifted).subspan(1));
  require(again.has_value() == decoded.has_value() && (!again || *again == *decoded),
          "alignment changes nothing");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const std::span bytes(data, size);
  const auto message = decode(bytes);
  check_turn_reader(bytes, message);
  check_unaligned(bytes, message);
  if (!message) {
    require(message.error().code == ErrorCode::kProtocol, "a bad message is kProtocol");
    return 0;
  }
  require(std::visit(WithinLimits{}, *message), "a message is within its limits");
  const Bytes encoded = encode(*message);
  const auto again = decode(encoded);
  require(again && *again == *message, "what decodes encodes to what decodes equal");
  require(encode(*again) == encoded, "equal messages give equal bytes");
  return 0;
}
