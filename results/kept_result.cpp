#include "results/kept_result.hpp"

#include <algorithm>

#include <capnp/message.h>
#include <sodium.h>

#include "messages/fields.hpp"
#include "messages/segment.hpp"
#include "results/results.capnp.h"

namespace medisc {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// No network has more results: one a pixel and class of the largest tensor.
constexpr std::size_t kMostLogits = 1u << 24;

static_assert(Seed::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

Bytes encoded(const KeptResult& result) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<wire::KeptResult>();
  root.setRecord(wire::as_text(result.record));
  root.setDigest(wire::as_data(result.digest));
  auto logits = root.initLogits(static_cast<unsigned>(result.logits.size()));
  for (unsigned i = 0; i < logits.size(); ++i) logits.set(i, result.logits[i]);
  root.setRecords(result.records);
  root.setOnlineUs(result.costs.online_us);
  root.setTotalUs(result.costs.total_us);
  root.setPayloadUp(result.costs.payload_up);
  root.setPayloadDown(result.costs.payload_down);
  root.setWireUp(result.costs.wire_up);
  root.setWireDown(result.costs.wire_down);
  root.setFlights(result.costs.flights);
  return wire::flatten(root.asReader());
}

KeptResult decoded(std::span<const std::uint8_t> bytes) {
  wire::OpenSegment segment(bytes);
  const auto root = segment.root<wire::KeptResult>();
  KeptResult result;
  result.record = wire::read_text(root.getRecord(), kMaxRecordId, "record id");
  result.digest = wire::read_exact<sizeof(InputDigest)>(root.getDigest(), "input digest");
  const auto logits = root.getLogits();
  wire::check_at_most("logits", logits.size(), kMostLogits);
  result.logits.reserve(logits.size());
  for (const std::int64_t logit : logits) result.logits.push_back(logit);
  result.records = root.getRecords();
  result.costs = {root.getOnlineUs(),    root.getTotalUs(), root.getPayloadUp(),
                  root.getPayloadDown(), root.getWireUp(),  root.getWireDown(),
                  root.getFlights()};
  return result;
}

/// What a result is bound to.
std::string bound_to(const std::string& request, std::int64_t place) {
  return "MediSC result 1 " + request + " " + std::to_string(place);
}

tl::unexpected<Error> does_not_open(const SealedResult& sealed) {
  return fail(ErrorCode::kStorage,
              "result " + std::to_string(sealed.place) + " of request " + sealed.request +
                  " does not open",
              "it was altered, or belongs to another database");
}

}  // namespace

Bytes seal_result(const Seed& key, const KeptResult& result) {
  Bytes text = encoded(result);
  const std::string bound = bound_to(result.request, result.place);
  Bytes sealed(kNonceBytes + text.size() + kTagBytes);
  randombytes_buf(sealed.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      sealed.data() + kNonceBytes, nullptr, text.data(), text.size(),
      reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), nullptr,
      sealed.data(), key.bytes().data());
  wipe(text);
  return sealed;
}

Result<KeptResult> open_result(const Seed& key, const SealedResult& sealed) {
  const Bytes& bytes = sealed.sealed;
  if (bytes.size() < kNonceBytes + kTagBytes) return does_not_open(sealed);
  const std::string bound = bound_to(sealed.request, sealed.place);
  Bytes text(bytes.size() - kNonceBytes - kTagBytes);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      text.data(), nullptr, nullptr, bytes.data() + kNonceBytes, bytes.size() - kNonceBytes,
      reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), bytes.data(),
      key.bytes().data());
  if (failed != 0) return does_not_open(sealed);
  auto result = wire::guarded([&] { return decoded(text); });
  wipe(text);
  if (!result) return tl::unexpected<Error>(result.error());
  result->request = sealed.request;
  result->place = sealed.place;
  return result;
}

}  // namespace medisc
