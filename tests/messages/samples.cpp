#include "tests/messages/samples.hpp"

#include <array>

#include "ring/seed.hpp"

namespace medisc::samples {

Plan plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {4, 10, {0, 1, -2, 3}};
  plan.steps = {{"/fc1/Gemm", 12, DenseStep{4, 3, 24}},
                {"/relu1/Relu", 8, relu_step(3, 24, 4, 22)},
                {"/fc2/Gemm", 14, DenseStep{3, 2, 22}}};
  plan.manifest.model = "thyroid";
  plan.manifest.version = "2";
  plan.manifest.parts = {
      {"record", {4}, Layout::kFlat, {"a", "b", "c", "d"}, {"mm"}, {0}, {1, 2, 3, 4}}};
  plan.manifest.preprocessing = {{0, StepKind::kNormalise, {0.5, 2}}};
  plan.manifest.outcome.labels = {"benign", "malignant"};
  plan.manifest.outcome.shape = {2};
  plan.weights_tag = counting<std::array<std::uint8_t, 16>>(7);
  return plan;
}

std::vector<Message> all_messages() {
  const auto hash = counting<PlanHash>(1);
  const auto key = counting<PublicKey>(100);
  const std::vector<BundleId> ids = {counting<BundleId>(3), counting<BundleId>(40)};
  return {
      Hello{kProtocolVersion, Role::kService, key, counting<PublicKey>(9), counting<Nonce>(50)},
      Proof{counting<Signature>(60)},
      Refusal{"pool-dry", "no bundle is left", "run the dealer"},
      RegisterPlan{"thyroid", plan()},
      PlanRegistered{hash},
      MaskRequest{hash, key},
      MaskGrant{Bytes(80, 5)},
      BundleRequest{hash, key, 17, ids, 3},
      BundleGrant{
          {{ids[0], Bytes(80, 1), {}}, {ids[1], {}, {70, 5, {Bytes(1003, 2), Bytes(17, 3)}}}},
          1ull << 40,
          counting<MaskTag>(21)},
      BundleReceipt{hash, key, ids},
      ReceiptTaken{},
      PlanRequest{"breast cancer, v2"},
      PlanOffer{"thyroid", plan(), 77},
      WeightsRequest{hash, 6},
      MaskedWeights{hash, {9, 6, {Bytes(1001, 9), Bytes(30, 8)}}, counting<MaskTag>(22)},
      Prepare{hash, {{ids[0], in_chunks(Bytes(33, 3))}, {ids[1], in_chunks({})}}},
      Prepared{ids},
      OpenSession{hash, ids},
      SessionOpened{counting<SessionId>(200)},
      Turn{Bytes(1001, 77)},
      Ping{},
      Pong{},
      SessionAccepted{counting<SessionId>(201)},
      BundlesSpent{ids},
      SpentReport{kMaxSpent, 41}};
}

Identity identity(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> bytes;
  bytes.fill(byte);
  return Identity::from_seed(Seed(bytes)).value();
}

}  // namespace medisc::samples
