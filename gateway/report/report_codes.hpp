/// The codes of a report: DICOM's and SNOMED's where there is one, else our own. Our own codes
/// are AGREEMENT: archives keep them.
#pragma once

#include "gateway/report/object_modules.hpp"

namespace medisc::code {

inline constexpr const char* kOwnScheme = "99MEDISC";

inline constexpr Code kReport{"126000", "DCM", "Imaging Measurement Report"};
inline constexpr Code kLanguage{"121049", "DCM", "Language of Content Item and Descendants"};
inline constexpr Code kEnglish{"en", "RFC5646", "English"};
inline constexpr Code kObserverType{"121005", "DCM", "Observer Type"};
inline constexpr Code kDevice{"121007", "DCM", "Device"};
inline constexpr Code kObserverUid{"121012", "DCM", "Device Observer UID"};
inline constexpr Code kObserverName{"121013", "DCM", "Device Observer Name"};
inline constexpr Code kObserverMaker{"121014", "DCM", "Device Observer Manufacturer"};
inline constexpr Code kObserverModel{"121015", "DCM", "Device Observer Model Name"};
inline constexpr Code kObserverSerial{"121016", "DCM", "Device Observer Serial Number"};
inline constexpr Code kProcedure{"121058", "DCM", "Procedure reported"};
inline constexpr Code kImaging{"363679005", "SCT", "Imaging procedure"};
inline constexpr Code kComment{"121106", "DCM", "Comment"};

inline constexpr Code kImageLibrary{"111028", "DCM", "Image Library"};
inline constexpr Code kImageGroup{"126200", "DCM", "Image Library Group"};

inline constexpr Code kMeasurements{"126010", "DCM", "Imaging Measurements"};
inline constexpr Code kGroup{"125007", "DCM", "Measurement Group"};
inline constexpr Code kTracking{"112039", "DCM", "Tracking Identifier"};
inline constexpr Code kTrackingUid{"112040", "DCM", "Tracking Unique Identifier"};
inline constexpr Code kFinding{"121071", "DCM", "Finding"};
inline constexpr Code kProbability{"122157", "DCM", "Probability"};
inline constexpr Code kThreshold{"122411", "DCM", "Threshold Value"};
inline constexpr Code kReached{"threshold", kOwnScheme, "Probability reaches the threshold"};
inline constexpr Code kYes{"373066001", "SCT", "Yes"};
inline constexpr Code kNo{"373067005", "SCT", "No"};
inline constexpr Code kValue{"value", kOwnScheme, "Value"};
inline constexpr Code kUnit{"unit", kOwnScheme, "Unit of the value"};
inline constexpr Code kShare{"share", kOwnScheme, "Share of the map's pixels"};

inline constexpr Code kEvaluations{"C0034375", "UMLS", "Qualitative Evaluations"};

inline constexpr Code kOrigin{"origin", kOwnScheme, "Where the result came from"};
inline constexpr Code kAlgorithm{"111001", "DCM", "Algorithm Name"};
inline constexpr Code kVersion{"111003", "DCM", "Algorithm Version"};
inline constexpr Code kPlan{"plan", kOwnScheme, "Hash of the plan"};
inline constexpr Code kService{"service", kOwnScheme, "Service"};
inline constexpr Code kRequest{"request", kOwnScheme, "Request"};
inline constexpr Code kSession{"session", kOwnScheme, "Session"};
inline constexpr Code kRecord{"record", kOwnScheme, "Record"};
inline constexpr Code kMadeAt{"made-at", kOwnScheme, "Result made at"};
inline constexpr Code kSoftware{"software", kOwnScheme, "Software"};

inline constexpr Code kFidelity{"fidelity", kOwnScheme, "Fidelity of the plan to its network"};
inline constexpr Code kMeasured{"measured", kOwnScheme, "Records measured"};
inline constexpr Code kDrawn{"drawn", kOwnScheme, "Records drawn within the input ranges"};
inline constexpr Code kAgreement{"agreement", kOwnScheme, "Results that came out alike"};
inline constexpr Code kP99{"p99", kOwnScheme, "99th percentile of errors, of the spread"};

}  // namespace medisc::code
