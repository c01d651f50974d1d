@0x8c4fa6c09eb58739;
# What crosses a machine boundary, and the plan as it is stored.
#
# Wire format: a frame (frame.hpp) holds one Envelope in Cap'n Proto's stream framing, always of
# exactly one segment and without a byte behind it. Keys, ids, hashes and nonces are Data of an
# exact length, given with each field; lists and texts have limits, given in message.hpp.
#
# Versions: a field or a union member may be added at the end only, and raises protocolVersion
# where the other side must know it. Hello, Proof and Refusal keep their layout for ever, so
# that any two versions can tell each other that they don't match.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("medisc::wire");

const protocolVersion :UInt32 = 10;

struct Envelope {
  union {
    unset @0 :Void;  # an all-zero message means nothing, and is refused

    hello @1 :Hello;
    proof @2 :Proof;
    refusal @3 :Refusal;

    registerPlan @4 :RegisterPlan;
    planRegistered @5 :PlanRegistered;
    maskRequest @6 :MaskRequest;
    maskGrant @7 :MaskGrant;
    bundleRequest @8 :BundleRequest;
    bundleGrant @9 :BundleGrant;
    bundleReceipt @10 :BundleReceipt;
    receiptTaken @11 :Void;

    planRequest @12 :PlanRequest;
    planOffer @13 :PlanOffer;
    weightsRequest @14 :WeightsRequest;
    maskedWeights @15 :MaskedWeights;
    prepare @16 :Prepare;
    prepared @17 :Prepared;
    openSession @18 :OpenSession;
    sessionOpened @19 :SessionOpened;
    turn @20 :Data;  # the payload itself: no struct in between

    ping @21 :Void;
    pong @22 :Void;

    sessionAccepted @23 :SessionAccepted;
    bundlesSpent @24 :BundlesSpent;
    spentReport @25 :SpentReport;

    piece @26 :Data;  # of a turn's payload, whose rest follows in pieces and a last turn
  }
}

enum Role {
  hospital @0;
  service @1;
  dealer @2;
}

# The handshake (hello.hpp) and the last word of a failed conversation.

struct Hello {
  version @0 :UInt32;
  role @1 :Role;     # the sender's
  key @2 :Data;      # 32 bytes, the sender's public key
  expects @3 :Data;  # 32 bytes, the public key the sender expects at the other end
  nonce @4 :Data;    # 32 bytes
}

struct Proof {
  signature @0 :Data;  # 64 bytes
}

struct Refusal {
  code @0 :Text;  # error_id of error/error.hpp
  context @1 :Text;
  hint @2 :Text;
}

# To dealer and service, before anything is spent or fetched; the answer is one too.

struct SpentReport {
  # Bundles that the sender has spent, ever: told a dealer, with all its peers together; else with
  # the receiver. At most 2^62. A dealer spends none.
  own @0 :UInt64;
  peer @1 :UInt64;  # the most that the receiver has told of its own; at most 2^62
}

# To the dealer.

struct RegisterPlan {
  model @0 :Text;
  plan @1 :Plan;
}

struct PlanRegistered {
  planHash @0 :Data;  # 32 bytes
}

struct MaskRequest {
  planHash @0 :Data;  # 32 bytes
  hospital @1 :Data;  # 32 bytes, public key
}

struct MaskGrant {
  sealed @0 :Data;  # sealed_box.hpp
}

struct BundleRequest {
  planHash @0 :Data;     # 32 bytes
  counterpart @1 :Data;  # 32 bytes, public key of the party with the other half
  limit @2 :UInt32;
  ids @3 :List(Data);  # 16 bytes each
  firstChunk @4 :UInt32;  # of the first of ids
}

struct BundleGrant {
  halves @0 :List(SealedHalf);
  remaining @1 :UInt64;
  maskTag @2 :Data;  # 16 bytes
}

struct SealedHalf {
  id @0 :Data;      # 16 bytes
  sealed @1 :Data;  # 80 bytes (sealed_box.hpp)
  chunks @2 :Chunks;
}

# Some chunks in a row (correlation/chunks.hpp).
struct Chunks {
  inAll @0 :UInt32;  # at most 65535
  first @1 :UInt32;
  parts @2 :List(Data);  # each at most 1 MiB and 16 bytes
}

struct BundleReceipt {
  planHash @0 :Data;     # 32 bytes
  counterpart @1 :Data;  # 32 bytes, public key
  ids @2 :List(Data);    # 16 bytes each
}

# To the service.

struct PlanRequest {
  model @0 :Text;
}

struct PlanOffer {
  model @0 :Text;
  plan @1 :Plan;
  records @2 :UInt32;  # 1 to 65536
}

struct WeightsRequest {
  planHash @0 :Data;  # 32 bytes
  firstChunk @1 :UInt32;
}

struct MaskedWeights {
  planHash @0 :Data;  # 32 bytes
  words @1 :Chunks;   # packed at each layer's width, checked against the plan by its reader
  maskTag @2 :Data;   # 16 bytes
}

struct Prepare {
  planHash @0 :Data;  # 32 bytes
  bundles @1 :List(OfflineOpenings);
}

struct OfflineOpenings {
  id @0 :Data;        # 16 bytes
  openings @1 :Chunks;  # checked against the plan by its reader
}

struct Prepared {
  ids @0 :List(Data);  # 16 bytes each
}

struct OpenSession {
  planHash @0 :Data;   # 32 bytes
  ids @1 :List(Data);  # 16 bytes each, one a record of the batch
}

struct SessionAccepted {
  session @0 :Data;  # 16 bytes
}

struct BundlesSpent {
  ids @0 :List(Data);  # 16 bytes each, some of the request's
}

struct SessionOpened {
  session @0 :Data;  # 16 bytes
}

# The plan (plan/plan.hpp); also the root of its stored form.

struct Plan {
  ringBits @0 :UInt32;
  input @1 :InputEncoding;
  steps @2 :List(Step);
  unused3 @3 :List(Text);
  weightsTag @4 :Data;  # 16 bytes
  output @5 :UInt8;     # 0 logits, 1 label
  manifest @6 :Manifest;
  fidelity @7 :Fidelity;
  splines @8 :List(Spline);
}

# A step whose function stands for a smooth one, and by how much it is off.

struct Spline {
  step @0 :Text;
  reach @1 :Float64;
  error @2 :Float64;
}

# How close the plan came to its network (plan/fidelity_summary.hpp); shares in millionths.

struct Fidelity {
  samples @0 :UInt32;
  drawn @1 :UInt32;
  agreement @2 :UInt32;
  median @3 :UInt32;
  p99 @4 :UInt32;
  largest @5 :UInt32;
}

# What a record is, and what a result means (plan/manifest.hpp); limits are there.

struct Manifest {
  model @0 :Text;
  version @1 :Text;
  parts @2 :List(RecordPart);
  preprocessing @3 :List(Preprocessing);
  outcome @4 :Outcome;
}

struct RecordPart {
  name @0 :Text;
  shape @1 :List(UInt32);
  layout @2 :UInt8;         # 0 flat, 1 channels first, 2 channels last
  features @3 :List(Text);  # none, or one an element
  units @4 :List(Text);     # these, as the next two: none, one, one a channel, one an element
  least @5 :List(Float64);
  largest @6 :List(Float64);
  pixels @7 :PixelMeaning;
}

# What the numbers of an image file mean (plan/pixel_meaning.hpp).
struct PixelMeaning {
  values @0 :UInt8;  # 0 undeclared, 1 stored, 2 full range, 3 modality, 4 window
  bits @1 :UInt32;   # stored; else 0
  window @2 :List(Float64);  # centre and width, or none
  function @3 :UInt8;        # 0 linear, 1 linear exact, 2 sigmoid
  range @4 :List(Float64);   # low and high, or none
  polarity @5 :UInt8;        # 0 bright, 1 as stored
  colour @6 :UInt8;          # 0 refused, 1 luminance
  orientation @7 :List(Text);  # none, 2 or 3 of L R A P H F
  modalities @8 :List(Text);
}

struct Preprocessing {
  part @0 :UInt32;
  kind @1 :UInt8;  # 0 scale, 1 invert, 2 normalise, 3 resize
  numbers @2 :List(Float64);
  filter @3 :UInt8;  # of a resize: 0 bilinear, 1 area, 2 antialias
  aspect @4 :UInt8;  # of a resize: 0 stretch, 1 pad, 2 crop
}

struct Outcome {
  task @0 :UInt8;  # 0 classes, 1 binary, 2 findings, 3 number, 4 map
  labels @1 :List(Text);
  thresholds @2 :List(Float64);
  unit @3 :Text;
  shape @4 :List(UInt32);
}

struct InputEncoding {
  features @0 :UInt32;
  bits @1 :UInt32;
  rangeLog2 @2 :List(Int32);  # one, or one a feature
  centre @3 :List(Float64);   # none, or one a run of features
  factor @4 :List(Float64);
}

struct Step {
  name @0 :Text;
  scale @1 :Int32;
  union {
    dense @2 :DenseStep;
    threshold @3 :ThresholdStep;
    conv @5 :ConvStep;
    sumPool @6 :SumPoolStep;
    maxPool @7 :MaxPoolStep;
    sum @8 :SumStep;
    concat @9 :ConcatStep;
    product @10 :ProductStep;
  }
  inputs @4 :List(UInt32);  # tensors; none: the result of the step before
}

struct Image {
  channels @0 :UInt32;
  height @1 :UInt32;
  width @2 :UInt32;
}

struct Window {
  kernelHeight @0 :UInt32;
  kernelWidth @1 :UInt32;
  strideHeight @2 :UInt32;
  strideWidth @3 :UInt32;
  padTop @4 :UInt32;
  padLeft @5 :UInt32;
  padBottom @6 :UInt32;
  padRight @7 :UInt32;
  dilationHeight @8 :UInt32;
  dilationWidth @9 :UInt32;
}

struct ConvStep {
  input @0 :Image;
  output @1 :Image;
  window @2 :Window;
  groups @3 :UInt32;
  width @4 :UInt32;
}

struct SumPoolStep {
  input @0 :Image;
  output @1 :Image;
  window @2 :Window;
  width @3 :UInt32;
}

struct SumStep {
  size @0 :UInt32;
  multipliers @1 :List(Int64);
  offset @2 :Int64;
  width @3 :UInt32;
}

struct ConcatStep {
  sizes @0 :List(UInt32);
  shifts @1 :List(UInt32);
  width @2 :UInt32;
}

struct ProductStep {
  size @0 :UInt32;
  runs @1 :UInt32;
  width @2 :UInt32;
}

struct DenseStep {
  inputs @0 :UInt32;
  outputs @1 :UInt32;
  width @2 :UInt32;
}

struct ThresholdStep {
  size @0 :UInt32;
  width @1 :UInt32;
  shift @2 :UInt32;
  outputWidth @3 :UInt32;
  chain @4 :UInt32;
  function @5 :Piecewise;
}

struct Piecewise {
  slope @0 :Int64;
  offset @1 :Int64;
  knots @2 :List(Knot);
}

struct Knot {
  at @0 :Int64;
  slope @1 :Int64;
  offset @2 :Int64;
}

struct MaxPoolStep {
  input @0 :Image;
  output @1 :Image;
  window @2 :Window;
  width @3 :UInt32;
  chain @4 :UInt32;
}
