#include "tests/import/node_refusals.hpp"

#include <vector>

#include <onnx/onnx_pb.h>

namespace medisc {
namespace {

struct Refusal {
  const char* says;
  std::vector<const char*> tests;
};

const std::vector<Refusal>& refusals() {
  static const std::vector<Refusal> list{
      // Elements that are no real numbers.
      {"is not a tensor of float or double",
       {"test_add_uint8", "test_clip_default_int8_inbounds", "test_clip_default_int8_max",
        "test_clip_default_int8_min", "test_div_uint8", "test_edge_pad", "test_identity_opt",
        "test_identity_sequence", "test_maxpool_2d_uint8", "test_mul_uint8", "test_reflect_pad",
        "test_sub_uint8", "test_operator_non_float_params"}},
      // Several results a record, or one for several records.
      {"over all of its elements",
       {"test_argmax_default_axis_example",
        "test_argmax_default_axis_example_select_last_index",
        "test_argmax_default_axis_random",
        "test_argmax_default_axis_random_select_last_index",
        "test_argmax_keepdims_random",
        "test_argmax_keepdims_random_select_last_index",
        "test_argmax_negative_axis_keepdims_random",
        "test_argmax_negative_axis_keepdims_random_select_last_index",
        "test_argmax_no_keepdims_random",
        "test_argmax_no_keepdims_random_select_last_index",
        "test_logsoftmax_axis_0",
        "test_logsoftmax_axis_1",
        "test_logsoftmax_axis_2",
        "test_logsoftmax_default_axis",
        "test_logsoftmax_negative_axis",
        "test_softmax_axis_0",
        "test_softmax_axis_1",
        "test_softmax_axis_2",
        "test_softmax_default_axis",
        "test_softmax_negative_axis",
        "test_log_softmax_dim3",
        "test_softmax_functional_dim3"}},
      // Nobody picks the last of equal logits.
      {"it takes the last of equal values",
       {"test_argmax_keepdims_example_select_last_index",
        "test_argmax_negative_axis_keepdims_example_select_last_index",
        "test_argmax_no_keepdims_example_select_last_index"}},
      // Volumes.
      {"it works on records of 4 dimensions",
       {"test_averagepool_3d_default", "test_maxpool_3d_default", "test_AvgPool3d",
        "test_AvgPool3d_stride", "test_AvgPool3d_stride1_pad0_gpu_input", "test_Conv3d",
        "test_Conv3d_dilated", "test_Conv3d_dilated_strided", "test_Conv3d_groups",
        "test_Conv3d_no_bias", "test_Conv3d_stride", "test_Conv3d_stride_padding",
        "test_MaxPool3d", "test_MaxPool3d_stride", "test_MaxPool3d_stride_padding"}},
      // Masks, indices and statistics as further outputs; or no input at all.
      {"; supported is one of each",
       {"test_batchnorm_epsilon_training_mode", "test_batchnorm_example_training_mode",
        "test_constant", "test_dropout_default_mask", "test_dropout_default_mask_ratio",
        "test_maxpool_with_argmax_2d_precomputed_pads",
        "test_maxpool_with_argmax_2d_precomputed_strides", "test_training_dropout_default_mask",
        "test_training_dropout_mask", "test_training_dropout_zero_ratio_mask"}},
      // What goes across records, which are diagnosed each for itself.
      {"it works on the batch dimension",
       {"test_concat_1d_axis_0", "test_concat_2d_axis_0", "test_concat_2d_axis_negative_2",
        "test_concat_3d_axis_0", "test_concat_3d_axis_negative_3", "test_squeeze",
        "test_unsqueeze_axis_0"}},
      {"it moves the batch dimension",
       {"test_transpose_all_permutations_2", "test_transpose_all_permutations_3",
        "test_transpose_all_permutations_4", "test_transpose_all_permutations_5",
        "test_transpose_default"}},
      {"keeps records apart",
       {"test_flatten_axis0", "test_flatten_axis2", "test_flatten_axis3",
        "test_flatten_negative_axis1", "test_flatten_negative_axis2",
        "test_flatten_negative_axis4"}},
      {"supported is [N, ...] with those elements",
       {"test_reshape_allowzero_reordered", "test_reshape_negative_extended_dims",
        "test_reshape_one_dim", "test_reshape_reordered_all_dims"}},
      {"it names no axes",
       {"test_reduce_mean_default_axes_keepdims_example",
        "test_reduce_mean_default_axes_keepdims_random"}},
      {"does not fit records", {"test_gemm_default_matrix_bias"}},
      {"transA = 0", {"test_gemm_all_attributes", "test_gemm_transposeA"}},
      // One dimension only, so that there are no records to join.
      {"it joins a constant to a tensor", {"test_concat_1d_axis_negative_1"}},
      // A weight matrix for each position.
      {"supported are flat ones", {"test_matmul_3d", "test_matmul_4d"}},
      // Training.
      {"it is in training mode", {"test_training_dropout", "test_training_dropout_default"}},
      // Reorderings with no linear layer next to them.
      {"has moved elements",
       {"test_concat_3d_axis_2", "test_concat_3d_axis_negative_1",
        "test_transpose_all_permutations_1", "test_PixelShuffle"}},
      // Reflected or repeated edges.
      {"supported is padding with a constant",
       {"test_ReflectionPad2d", "test_ReplicationPad2d", "test_operator_pad"}},
      // Computed weights.
      {"its input 3 is not a constant", {"test_operator_addmm"}},
  };
  return list;
}

/// Of tests that came after ONNX 1.12, Debian 12's, up to 1.17, Debian 13's.
const std::vector<Refusal>& later_refusals() {
  static const std::vector<Refusal> list{
      {"is not a tensor of float or double",
       {"test_clip_default_int8_inbounds_expanded", "test_wrap_pad"}},
      {"it works on records of 4 dimensions",
       {"test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False",
        "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True",
        "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False",
        "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True",
        "test_averagepool_3d_dilations_small", "test_maxpool_3d_dilations",
        "test_maxpool_3d_dilations_use_ref_impl",
        "test_maxpool_3d_dilations_use_ref_impl_large"}},
      // Pads of some dimensions only (opset 18).
      {"it has 4 pads; expected 8",
       {"test_constant_pad_axes", "test_constant_pad_negative_axes"}},
  };
  return list;
}

}  // namespace

std::map<std::string, std::string> refused_node_tests() {
  std::map<std::string, std::string> named;
  const auto add = [&named](const std::vector<Refusal>& list) {
    for (const Refusal& refusal : list) {
      for (const char* test : refusal.tests) named[test] = refusal.says;
    }
  };
  add(refusals());
  if (onnx::IR_VERSION >= 10) add(later_refusals());
  return named;
}

}  // namespace medisc
