#include "messages/message_reader.hpp"

#include "messages/fields.hpp"
#include "messages/plan_wire.hpp"
#include "messages/sealed_box.hpp"

namespace medisc::wire {
namespace {

// Each pointer of a reader is followed once only: the traversal limit is the message's size.

template <class Array>
Array read_array(capnp::Data::Reader bytes, const char* field) {
  return read_exact<std::tuple_size_v<Array>>(bytes, field);
}

PlanHash read_hash(capnp::Data::Reader bytes) {
  return read_array<PlanHash>(bytes, "plan hash");
}

medisc::Role read_role(wire::Role role) {
  switch (role) {
    case wire::Role::HOSPITAL:
      return medisc::Role::kHospital;
    case wire::Role::SERVICE:
      return medisc::Role::kService;
    case wire::Role::DEALER:
      return medisc::Role::kDealer;
  }
  refuse_field("role", std::to_string(static_cast<unsigned>(role)), "0, 1 or 2");
}

medisc::Hello read(Hello::Reader in) {
  medisc::Hello hello;
  hello.version = in.getVersion();
  hello.role = read_role(in.getRole());
  hello.key = read_array<PublicKey>(in.getKey(), "hello key");
  hello.expects = read_array<PublicKey>(in.getExpects(), "hello expected key");
  hello.nonce = read_array<Nonce>(in.getNonce(), "hello nonce");
  return hello;
}

medisc::Proof read(Proof::Reader in) {
  return {read_array<Signature>(in.getSignature(), "signature")};
}

medisc::Refusal read(Refusal::Reader in) {
  return {read_text(in.getCode(), kMaxName, "refusal code"),
          read_text(in.getContext(), kMaxRefusalText, "refusal context"),
          read_text(in.getHint(), kMaxRefusalText, "refusal hint")};
}

medisc::RegisterPlan read(RegisterPlan::Reader in) {
  return {read_model(in.getModel(), "model"), read_plan(in.getPlan())};
}

medisc::PlanRegistered read(PlanRegistered::Reader in) {
  return {read_hash(in.getPlanHash())};
}

medisc::MaskRequest read(MaskRequest::Reader in) {
  return {read_hash(in.getPlanHash()), read_array<PublicKey>(in.getHospital(), "hospital key")};
}

medisc::MaskGrant read(MaskGrant::Reader in) {
  return {read_bytes(in.getSealed())};
}

medisc::BundleRequest read(BundleRequest::Reader in) {
  check_at_most("bundle limit", in.getLimit(), kMaxIds);
  return {read_hash(in.getPlanHash()),
          read_array<PublicKey>(in.getCounterpart(), "counterpart key"), in.getLimit(),
          read_ids(in.getIds(), "bundle ids"), in.getFirstChunk()};
}

/// `overhead`: bytes that sealing adds to a chunk.
medisc::Chunks read(Chunks::Reader in, std::size_t overhead, const char* field) {
  check_at_most(field, in.getInAll(), kMaxChunks);
  const auto parts = in.getParts();
  medisc::Chunks chunks{in.getInAll(), in.getFirst(), {}};
  if (chunks.first > chunks.in_all || parts.size() > chunks.in_all - chunks.first) {
    refuse_field(field,
                 "chunks " + std::to_string(chunks.first) + " and " +
                     std::to_string(parts.size()) + " more",
                 "at most " + std::to_string(chunks.in_all));
  }
  for (const auto part : parts) {
    check_at_most(field, part.size(), kChunkBytes + overhead);
    chunks.parts.push_back(read_bytes(part));
  }
  return chunks;
}

medisc::BundleGrant read(BundleGrant::Reader in) {
  const auto halves = in.getHalves();
  check_at_most("granted halves", halves.size(), kMaxIds);
  medisc::BundleGrant grant;
  grant.remaining = in.getRemaining();
  std::vector<BundleId> ids;
  for (const auto half : halves) {
    ids.push_back(read_array<BundleId>(half.getId(), "half id"));
    grant.halves.push_back({ids.back(), read_bytes(half.getSealed()),
                            read(half.getChunks(), kSealBytes, "chunks of a half")});
  }
  check_distinct(std::move(ids), "half id");
  grant.mask_tag = read_array<MaskTag>(in.getMaskTag(), "mask tag");
  return grant;
}

medisc::BundleReceipt read(BundleReceipt::Reader in) {
  return {read_hash(in.getPlanHash()),
          read_array<PublicKey>(in.getCounterpart(), "counterpart key"),
          read_ids(in.getIds(), "receipt ids")};
}

medisc::PlanRequest read(PlanRequest::Reader in) {
  return {read_model(in.getModel(), "model")};
}

medisc::PlanOffer read(PlanOffer::Reader in) {
  medisc::PlanOffer offer{read_model(in.getModel(), "model"), read_plan(in.getPlan()),
                          in.getRecords()};
  if (offer.records < 1 || offer.records > kMaxIds) {
    refuse_field("records of a session", std::to_string(offer.records), "1 to 65536");
  }
  return offer;
}

medisc::WeightsRequest read(WeightsRequest::Reader in) {
  return {read_hash(in.getPlanHash()), in.getFirstChunk()};
}

medisc::MaskedWeights read(MaskedWeights::Reader in) {
  return {read_hash(in.getPlanHash()), read(in.getWords(), 0, "chunks of masked weights"),
          read_array<MaskTag>(in.getMaskTag(), "mask tag")};
}

medisc::Prepare read(Prepare::Reader in) {
  const auto bundles = in.getBundles();
  check_at_most("prepared bundles", bundles.size(), kMaxIds);
  medisc::Prepare prepare;
  prepare.plan_hash = read_hash(in.getPlanHash());
  std::vector<BundleId> ids;
  for (const auto bundle : bundles) {
    ids.push_back(read_array<BundleId>(bundle.getId(), "prepared id"));
    prepare.bundles.push_back(
        {ids.back(), read(bundle.getOpenings(), 0, "chunks of openings")});
  }
  check_distinct(std::move(ids), "prepared id");
  return prepare;
}

medisc::Prepared read(Prepared::Reader in) {
  return {read_ids(in.getIds(), "prepared ids")};
}

medisc::OpenSession read(OpenSession::Reader in) {
  medisc::OpenSession session{read_hash(in.getPlanHash()),
                              read_ids(in.getIds(), "session ids")};
  if (session.ids.empty()) refuse_field("session ids", "none", "one a record");
  return session;
}

medisc::SessionAccepted read(SessionAccepted::Reader in) {
  return {read_array<SessionId>(in.getSession(), "session id")};
}

medisc::BundlesSpent read(BundlesSpent::Reader in) {
  medisc::BundlesSpent spent{read_ids(in.getIds(), "spent ids")};
  if (spent.ids.empty()) refuse_field("spent ids", "none", "at least one");
  return spent;
}

medisc::SpentReport read(SpentReport::Reader in) {
  for (const std::uint64_t count : {in.getOwn(), in.getPeer()}) {
    if (count > kMaxSpent) refuse_field("spent bundles", std::to_string(count), "at most 2^62");
  }
  return {in.getOwn(), in.getPeer()};
}

medisc::SessionOpened read(SessionOpened::Reader in) {
  return {read_array<SessionId>(in.getSession(), "session id")};
}

}  // namespace

Message read_message(Envelope::Reader envelope) {
  switch (envelope.which()) {
    case Envelope::UNSET:
      break;
    case Envelope::HELLO:
      return read(envelope.getHello());
    case Envelope::PROOF:
      return read(envelope.getProof());
    case Envelope::REFUSAL:
      return read(envelope.getRefusal());
    case Envelope::REGISTER_PLAN:
      return read(envelope.getRegisterPlan());
    case Envelope::PLAN_REGISTERED:
      return read(envelope.getPlanRegistered());
    case Envelope::MASK_REQUEST:
      return read(envelope.getMaskRequest());
    case Envelope::MASK_GRANT:
      return read(envelope.getMaskGrant());
    case Envelope::BUNDLE_REQUEST:
      return read(envelope.getBundleRequest());
    case Envelope::BUNDLE_GRANT:
      return read(envelope.getBundleGrant());
    case Envelope::BUNDLE_RECEIPT:
      return read(envelope.getBundleReceipt());
    case Envelope::RECEIPT_TAKEN:
      return medisc::ReceiptTaken{};
    case Envelope::PLAN_REQUEST:
      return read(envelope.getPlanRequest());
    case Envelope::PLAN_OFFER:
      return read(envelope.getPlanOffer());
    case Envelope::WEIGHTS_REQUEST:
      return read(envelope.getWeightsRequest());
    case Envelope::MASKED_WEIGHTS:
      return read(envelope.getMaskedWeights());
    case Envelope::PREPARE:
      return read(envelope.getPrepare());
    case Envelope::PREPARED:
      return read(envelope.getPrepared());
    case Envelope::OPEN_SESSION:
      return read(envelope.getOpenSession());
    case Envelope::SESSION_OPENED:
      return read(envelope.getSessionOpened());
    case Envelope::TURN:
      return medisc::Turn{read_bytes(envelope.getTurn()), true};
    case Envelope::PIECE:
      return medisc::Turn{read_bytes(envelope.getPiece()), false};
    case Envelope::PING:
      return medisc::Ping{};
    case Envelope::PONG:
      return medisc::Pong{};
    case Envelope::SESSION_ACCEPTED:
      return read(envelope.getSessionAccepted());
    case Envelope::BUNDLES_SPENT:
      return read(envelope.getBundlesSpent());
    case Envelope::SPENT_REPORT:
      return read(envelope.getSpentReport());
  }
  refuse_field("kind", std::to_string(static_cast<unsigned>(envelope.which())),
               "a kind of message of this version");
}

}  // namespace medisc::wire
