/// A manifest to start from: what a network's file says, and what samples show.
#pragma once

#include <string>

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "plan/preprocess.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// From sample records (all parts of each, one after the other). Names of features from their
/// header; a range a feature, or a channel of an image: what samples reach and a quarter of
/// that more, out to round numbers; 0 to 1, -1 to 1 and 0 to 255 where samples fill those, and
/// no negative numbers where there are none. What is the same in all of kFewSamples samples or
/// more, and neither 0 nor 1, is fixed at that value. `name` where the file has none. Errors:
/// those of compose_manifest.
Result<Manifest> propose_manifest(const Network& network, const RecordTable& samples,
                                  const std::string& name);

/// Which features `manifest` fixes at one value, and what to do where they may have others;
/// empty where it fixes none.
std::string fixed_note(const Manifest& manifest);

/// The range that values from `seen.least` to `seen.largest` suggest; `whole`: all of them are
/// whole numbers.
ValueRange proposed_range(ValueRange seen, bool whole);

}  // namespace medisc
