/// Every message that crosses a machine boundary, as plain values.
///
/// Three conversations share one connection type: the handshake (hello.hpp), a party with the
/// dealer, and a hospital with a service. Requests are answered in order, by the message named
/// with them or by a Refusal.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "correlation/chunks.hpp"
#include "messages/identifiers.hpp"
#include "plan/plan.hpp"
#include "ring/word.hpp"

namespace medisc {

/// AGREEMENT: both sides must hold the same; a handshake between others is refused.
inline constexpr std::uint32_t kProtocolVersion = 10;

/// AGREEMENT: limits that `decode` enforces. A sender stays within them.
inline constexpr std::size_t kMaxIds = 65536;           ///< bundles in one message
inline constexpr std::uint64_t kMaxSpent = 1ull << 62;  ///< bundles that a report tells
inline constexpr std::size_t kMaxName = 256;           ///< bytes of a model, step or label name
inline constexpr std::size_t kMaxRefusalText = 1024;   ///< bytes of each text of a Refusal
inline constexpr std::uint32_t kMaxChunks = 65535;     ///< of a half, or of openings
inline constexpr std::size_t kMaxMessage = 32u << 20;  ///< bytes of an encoded message
/// A sender of chunks ends a message with the one that takes it past so many bytes; a turn goes
/// in pieces of so many at most.
inline constexpr std::size_t kChunksAtOnce = 16u << 20;
/// A service offers no plan of more bytes, encoded.
inline constexpr std::size_t kMaxPlan = 16u << 20;

// The handshake.

/// Who I am, and whom I expect at the other end.
struct Hello {
  std::uint32_t version = kProtocolVersion;
  Role role = Role::kHospital;
  PublicKey key{};
  PublicKey expects{};
  Nonce nonce{};
  bool operator==(const Hello&) const = default;
};

/// Signature over both hellos (hello.hpp).
struct Proof {
  Signature signature{};
  bool operator==(const Proof&) const = default;
};

/// An Error of the other side (refusal.hpp). Ends the conversation it answers.
struct Refusal {
  std::string code;  ///< error_id
  std::string context;
  std::string hint;
  bool operator==(const Refusal&) const = default;
};

// To the dealer.

/// Service: deal for this plan. Answer: PlanRegistered.
struct RegisterPlan {
  std::string model;
  Plan plan;
  bool operator==(const RegisterPlan&) const = default;
};

struct PlanRegistered {
  PlanHash plan_hash{};
  bool operator==(const PlanRegistered&) const = default;
};

/// Service: the mask a1 of (plan, hospital). Answer: MaskGrant.
struct MaskRequest {
  PlanHash plan_hash{};
  PublicKey hospital{};
  bool operator==(const MaskRequest&) const = default;
};

/// The seed of a1, sealed to the service under mask_id(plan, hospital) (sealed_box.hpp).
struct MaskGrant {
  Bytes sealed;
  bool operator==(const MaskGrant&) const = default;
};

/// Hospital or service: my halves of the pool that I share with `counterpart`: those of `ids`,
/// the first one from a chunk on, since I hold those before; or, where `ids` is empty, the
/// oldest `limit`. Answer: BundleGrant.
struct BundleRequest {
  PlanHash plan_hash{};
  PublicKey counterpart{};
  std::uint32_t limit = 0;
  std::vector<BundleId> ids;
  std::uint32_t first_chunk = 0;
  bool operator==(const BundleRequest&) const = default;
};

/// One party's half of a bundle, sealed to it (sealed_box.hpp), or some of its chunks.
struct SealedHalf {
  BundleId id{};
  Bytes sealed;  ///< its seed
  Chunks chunks{};
  bool operator==(const SealedHalf&) const = default;
};

/// As many chunks as make a message: the rest is asked for next. `remaining`: halves that wait
/// for the asker beyond these. `mask_tag`: of the mask a1 that they were dealt with; other
/// halves than those of one's own D or mask give wrong logits.
struct BundleGrant {
  std::vector<SealedHalf> halves;
  std::uint64_t remaining = 0;
  MaskTag mask_tag{};
  bool operator==(const BundleGrant&) const = default;
};

/// I have stored these halves durably; erase them. Answer: ReceiptTaken.
struct BundleReceipt {
  PlanHash plan_hash{};
  PublicKey counterpart{};
  std::vector<BundleId> ids;
  bool operator==(const BundleReceipt&) const = default;
};

struct ReceiptTaken {
  bool operator==(const ReceiptTaken&) const = default;
};

// To the service.

/// Hospital: the plan of this model. Answer: PlanOffer.
struct PlanRequest {
  std::string model;
  bool operator==(const PlanRequest&) const = default;
};

/// `records`: of one session, at most, that the service has room for.
struct PlanOffer {
  std::string model;
  Plan plan;
  std::uint32_t records = kMaxIds;
  bool operator==(const PlanOffer&) const = default;
};

/// Hospital: D = W - a1 of this plan, for me, from a chunk on, since I hold those before.
/// Answer: MaskedWeights.
struct WeightsRequest {
  PlanHash plan_hash{};
  std::uint32_t first_chunk = 0;
  bool operator==(const WeightsRequest&) const = default;
};

/// Chunks of D, as many as make a message: the rest is asked for next. D is layer by layer,
/// packed at `width` bits a weight, without gaps. `mask_tag`: of the mask a1 in it.
struct MaskedWeights {
  PlanHash plan_hash{};
  Chunks words{};
  MaskTag mask_tag{};
  bool operator==(const MaskedWeights&) const = default;
};

/// What the hospital opens of a bundle before any record is there, or some chunks of it.
struct OfflineOpenings {
  BundleId id{};
  Chunks openings;
  bool operator==(const OfflineOpenings&) const = default;
};

/// Hospital: these bundles are prepared, once their last chunks have come. Answer: Prepared,
/// with the ids of which the service took chunks.
struct Prepare {
  PlanHash plan_hash{};
  std::vector<OfflineOpenings> bundles;
  bool operator==(const Prepare&) const = default;
};

struct Prepared {
  std::vector<BundleId> ids;
  bool operator==(const Prepared&) const = default;
};

/// Hospital: run ids.size() >= 1 records on these prepared bundles. Answer: SessionAccepted, on
/// which both parties spend their halves at the same time; then SessionOpened once the service
/// has done so, and Turns in both directions. Or BundlesSpent, or a Refusal that says "busy",
/// and nothing has happened: the hospital may ask again.
struct OpenSession {
  PlanHash plan_hash{};
  std::vector<BundleId> ids;
  bool operator==(const OpenSession&) const = default;
};

/// The service has room for the session, and spends these bundles now.
struct SessionAccepted {
  SessionId session{};
  bool operator==(const SessionAccepted&) const = default;
};

/// The service can't use these of the request's bundles: they are spent, or it never had them.
struct BundlesSpent {
  std::vector<BundleId> ids;
  bool operator==(const BundlesSpent&) const = default;
};

/// The service has durably spent the bundles of the session that it has accepted.
struct SessionOpened {
  SessionId session{};
  bool operator==(const SessionOpened&) const = default;
};

/// Party to dealer: what it has spent with all its peers together; hospital to service: what it
/// has spent with that service; and the most that the receiver has told of its own. Answer: the
/// receiver's; a dealer has spent none. Who is told of more than it knows itself has an older
/// copy of its database (storage/old_copy.hpp).
struct SpentReport {
  std::uint64_t own = 0;   ///< bundles, ever; at most kMaxSpent
  std::uint64_t peer = 0;  ///< the most that the receiver has told of its own
  bool operator==(const SpentReport&) const = default;
};

/// One flight of the protocol, checked by the gate that waits for it; or a piece of a long one,
/// in order, its last or not.
struct Turn {
  Bytes payload;
  bool last = true;
  bool operator==(const Turn&) const = default;
};

/// Hospital: are you there? Answer: Pong, at once. Costs no look into a database.
struct Ping {
  bool operator==(const Ping&) const = default;
};

struct Pong {
  bool operator==(const Pong&) const = default;
};

using Message =
    std::variant<Hello, Proof, Refusal, RegisterPlan, PlanRegistered, MaskRequest, MaskGrant,
                 BundleRequest, BundleGrant, BundleReceipt, ReceiptTaken, PlanRequest,
                 PlanOffer, WeightsRequest, MaskedWeights, Prepare, Prepared, OpenSession,
                 SessionOpened, Turn, Ping, Pong, SessionAccepted, BundlesSpent, SpentReport>;

/// The name of a message's kind, for errors: "hello", "bundle request", ...
const char* message_name(const Message& message);

}  // namespace medisc
