/** The platform's payment interface through wx-server-sdk. Its own `errCode` says nothing about the payment. */
import { HttpFailure, type CloudPay } from '../ports';
import { cloud } from './cloud';

export const sdkCloudPay: CloudPay = {
  async call({ cloudPay: api, data }) {
    const { cloudPay } = await cloud();
    const method = cloudPay[api];
    if (!method) throw new HttpFailure(false, `cloudPay has no ${api}`);
    try {
      return { status: 200, headers: {}, body: JSON.stringify(await method(data)) };
    } catch (error) {
      // The SDK does not say whether the call arrived.
      throw new HttpFailure(true, error instanceof Error ? error.name : 'cloudPay failed');
    }
  },
};
