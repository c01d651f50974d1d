#include "messages/message_writer.hpp"

#include <utility>

#include "messages/fields.hpp"
#include "messages/plan_wire.hpp"

namespace medisc::wire {
namespace {

unsigned count(std::size_t size) {
  return static_cast<unsigned>(size);
}

wire::Role to_wire(medisc::Role role) {
  switch (role) {
    case medisc::Role::kHospital:
      return wire::Role::HOSPITAL;
    case medisc::Role::kService:
      return wire::Role::SERVICE;
    case medisc::Role::kDealer:
      return wire::Role::DEALER;
  }
  return wire::Role::HOSPITAL;
}

void write_chunks(Chunks::Builder out, const medisc::Chunks& chunks) {
  out.setInAll(chunks.in_all);
  out.setFirst(chunks.first);
  auto parts = out.initParts(count(chunks.parts.size()));
  for (unsigned i = 0; i < parts.size(); ++i) parts.set(i, as_data(chunks.parts[i]));
}

/// One overload a message; the compiler misses any that is forgotten.
struct Writer {
  Envelope::Builder envelope;

  void operator()(const medisc::Hello& hello) {
    auto out = envelope.initHello();
    out.setVersion(hello.version);
    out.setRole(to_wire(hello.role));
    out.setKey(as_data(hello.key));
    out.setExpects(as_data(hello.expects));
    out.setNonce(as_data(hello.nonce));
  }

  void operator()(const medisc::Proof& proof) {
    envelope.initProof().setSignature(as_data(proof.signature));
  }

  void operator()(const medisc::Refusal& refusal) {
    auto out = envelope.initRefusal();
    out.setCode(as_text(refusal.code));
    out.setContext(as_text(refusal.context));
    out.setHint(as_text(refusal.hint));
  }

  void operator()(const medisc::RegisterPlan& registration) {
    auto out = envelope.initRegisterPlan();
    out.setModel(as_text(registration.model));
    write_plan(out.initPlan(), registration.plan);
  }

  void operator()(const medisc::PlanRegistered& registered) {
    envelope.initPlanRegistered().setPlanHash(as_data(registered.plan_hash));
  }

  void operator()(const medisc::MaskRequest& request) {
    auto out = envelope.initMaskRequest();
    out.setPlanHash(as_data(request.plan_hash));
    out.setHospital(as_data(request.hospital));
  }

  void operator()(const medisc::MaskGrant& grant) {
    envelope.initMaskGrant().setSealed(as_data(grant.sealed));
  }

  void operator()(const medisc::BundleRequest& request) {
    auto out = envelope.initBundleRequest();
    out.setPlanHash(as_data(request.plan_hash));
    out.setCounterpart(as_data(request.counterpart));
    out.setLimit(request.limit);
    write_ids(out.initIds(count(request.ids.size())), request.ids);
    out.setFirstChunk(request.first_chunk);
  }

  void operator()(const medisc::BundleGrant& grant) {
    auto out = envelope.initBundleGrant();
    out.setRemaining(grant.remaining);
    out.setMaskTag(as_data(grant.mask_tag));
    auto halves = out.initHalves(count(grant.halves.size()));
    for (unsigned i = 0; i < halves.size(); ++i) {
      halves[i].setId(as_data(grant.halves[i].id));
      halves[i].setSealed(as_data(grant.halves[i].sealed));
      write_chunks(halves[i].initChunks(), grant.halves[i].chunks);
    }
  }

  void operator()(const medisc::BundleReceipt& receipt) {
    auto out = envelope.initBundleReceipt();
    out.setPlanHash(as_data(receipt.plan_hash));
    out.setCounterpart(as_data(receipt.counterpart));
    write_ids(out.initIds(count(receipt.ids.size())), receipt.ids);
  }

  void operator()(const medisc::ReceiptTaken&) { envelope.setReceiptTaken(); }

  void operator()(const medisc::PlanRequest& request) {
    envelope.initPlanRequest().setModel(as_text(request.model));
  }

  void operator()(const medisc::PlanOffer& offer) {
    auto out = envelope.initPlanOffer();
    out.setModel(as_text(offer.model));
    write_plan(out.initPlan(), offer.plan);
    out.setRecords(offer.records);
  }

  void operator()(const medisc::WeightsRequest& request) {
    auto out = envelope.initWeightsRequest();
    out.setPlanHash(as_data(request.plan_hash));
    out.setFirstChunk(request.first_chunk);
  }

  void operator()(const medisc::MaskedWeights& weights) {
    auto out = envelope.initMaskedWeights();
    out.setPlanHash(as_data(weights.plan_hash));
    write_chunks(out.initWords(), weights.words);
    out.setMaskTag(as_data(weights.mask_tag));
  }

  void operator()(const medisc::Prepare& prepare) {
    auto out = envelope.initPrepare();
    out.setPlanHash(as_data(prepare.plan_hash));
    auto bundles = out.initBundles(count(prepare.bundles.size()));
    for (unsigned i = 0; i < bundles.size(); ++i) {
      bundles[i].setId(as_data(prepare.bundles[i].id));
      write_chunks(bundles[i].initOpenings(), prepare.bundles[i].openings);
    }
  }

  void operator()(const medisc::Prepared& prepared) {
    write_ids(envelope.initPrepared().initIds(count(prepared.ids.size())), prepared.ids);
  }

  void operator()(const medisc::OpenSession& session) {
    auto out = envelope.initOpenSession();
    out.setPlanHash(as_data(session.plan_hash));
    write_ids(out.initIds(count(session.ids.size())), session.ids);
  }

  void operator()(const medisc::SessionAccepted& accepted) {
    envelope.initSessionAccepted().setSession(as_data(accepted.session));
  }

  void operator()(const medisc::BundlesSpent& spent) {
    write_ids(envelope.initBundlesSpent().initIds(count(spent.ids.size())), spent.ids);
  }

  void operator()(const medisc::SpentReport& report) {
    auto out = envelope.initSpentReport();
    out.setOwn(report.own);
    out.setPeer(report.peer);
  }

  void operator()(const medisc::SessionOpened& opened) {
    envelope.initSessionOpened().setSession(as_data(opened.session));
  }

  void operator()(const medisc::Turn& turn) {
    if (turn.last) {
      envelope.setTurn(as_data(turn.payload));
    } else {
      envelope.setPiece(as_data(turn.payload));
    }
  }

  void operator()(const medisc::Ping&) { envelope.setPing(); }
  void operator()(const medisc::Pong&) { envelope.setPong(); }
};

}  // namespace

void write_message(Envelope::Builder envelope, const Message& message) {
  std::visit(Writer{envelope}, message);
}

}  // namespace medisc::wire
