/** The platform's payment interface through wx-server-sdk. Its own `errCode` says nothing about the payment. */
import { HttpFailure } from '../kernel/ports';
import type { CloudPayRequest } from '../payments/psp/connector';
import { type CloudPay } from '../payments/ports';
import { cloud } from './cloud';

export const sdkCloudPay: CloudPay = {
  async call(request) {
    const { cloudPay } = await cloud();
    const method = cloudPay[request.cloudPay];
    if (!method) throw new HttpFailure(false, `cloudPay has no ${request.cloudPay}`);
    const data = calledBackHere(request);
    try {
      return { status: 200, headers: {}, body: JSON.stringify(await method(data)) };
    } catch (error) {
      // The SDK does not say whether the call arrived.
      throw new HttpFailure(true, error instanceof Error ? error.name : 'cloudPay failed');
    }
  },
};

/** A function that is called back is one of this environment, unless the request names another. */
function calledBackHere({ data }: CloudPayRequest): CloudPayRequest['data'] {
  if (data.functionName === undefined || data.envId !== undefined) return data;
  // As wx-server-sdk finds its own environment.
  const envId = [process.env.TCB_ENV, process.env.SCF_NAMESPACE].find((id) => id !== undefined && id !== '');
  if (envId !== undefined) return { ...data, envId };
  throw new HttpFailure(false, 'the platform does not say which environment this is: configure env_id');
}
